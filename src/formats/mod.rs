//! Bytes in, values out: our own files and exports, and what each can hold. Knows no disk, sessions or screens. Offsets in
//! files are Unicode code points; inside the program they are UTF-8 bytes, and each reader and writer converts once.

pub mod catalogue;
