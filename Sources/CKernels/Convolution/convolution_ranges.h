// Ranges of rows, maps and the like, and how they are divided.

// From one place up to, not including, another.
struct range {
  size_t from, to;
};

INLINE size_t least(size_t a, size_t b) { return a < b ? a : b; }

// What two ranges share.
INLINE struct range overlap(struct range a, struct range b) {
  size_t from = a.from > b.from ? a.from : b.from, to = least(a.to, b.to);
  return (struct range){from, to < from ? from : to};
}

// Divides `left` things among as few parts of at most `most` as need be, as evenly as can be; the size of the first.
INLINE size_t even_part(size_t left, size_t most) {
  size_t parts = (left + most - 1) / most;
  return (left + parts - 1) / parts;
}
