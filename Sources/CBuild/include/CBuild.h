// From what, and by what, this program was built, as whoever built it said in the environment (see Package.swift).
#ifndef CBUILD_H
#define CBUILD_H

/// The short hash of the commit, with "+changes" if files differed from it; "unknown" where nobody said it.
const char *build_commit(void);

/// The version of the Swift compiler; "" where nobody said it.
const char *build_swift(void);

#endif
