//! The command line: what each subcommand does, and its exit code (0 done, 1 it did not happen, 2 not understood or no display).
