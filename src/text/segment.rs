//! Segmentation: graphemes, words and sentences (UAX #29), and where lines may break (UAX #14).
