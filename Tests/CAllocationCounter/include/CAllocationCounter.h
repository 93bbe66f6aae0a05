#ifndef SYNAPTIC_DYNAMICS_ALLOCATION_COUNTER_H
#define SYNAPTIC_DYNAMICS_ALLOCATION_COUNTER_H

/// The number of heap allocations that the calling thread has made so far, or −1 where the C
/// library offers no way to count them.
long allocation_count(void);

#endif
