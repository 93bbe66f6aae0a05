// placeholder until the other clone compiles
struct Transfer {}
