//! Parquet files by their row groups, so that what is in memory is some of them and not the file: the tables of a dataset read side
//! by side, each group cut out as a small file of its own; and such files joined into one. No value is read for it but the ids of
//! documents. Knows no disk: what is read comes from anywhere.

use std::collections::HashMap;
use std::io::{self, Read, SeekFrom, Write};
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use parquet::column::writer::ColumnCloseResult;
use parquet::errors::{ParquetError, Result};
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{ChunkReader, FileReader, Length, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use parquet::record::Field;
use parquet::schema::types::Type;

use super::bundle::{Before, File};
use super::pieces::Seekable;

/// The column that names the document.
const ID: &str = "id";

/// How much is read ahead where values are read one after another, in bytes.
const AHEAD: usize = 16 << 10;

/// A file that several read from.
#[derive(Clone)]
struct Source {
    file: Arc<Mutex<Box<dyn Seekable>>>,
    len: u64,
}

impl Source {
    fn new(mut file: Box<dyn Seekable>) -> Result<Self> {
        let len = file.seek(SeekFrom::End(0))?;
        Ok(Self { file: Arc::new(Mutex::new(file)), len })
    }

    fn read_at(&self, start: u64, into: &mut [u8]) -> io::Result<usize> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(start))?;
        file.read(into)
    }
}

impl Length for Source {
    fn len(&self) -> u64 {
        self.len
    }
}

impl ChunkReader for Source {
    type T = io::BufReader<From>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        Ok(io::BufReader::with_capacity(AHEAD, From { source: self.clone(), at: start }))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        // What a damaged file says of its lengths is not taken for granted.
        let left = self.len.saturating_sub(start);
        if length as u64 > left {
            return Err(ParquetError::EOF(format!("{length} bytes are missing at {start}")));
        }
        let mut bytes = vec![0; length];
        From { source: self.clone(), at: start }.read_exact(&mut bytes)?;
        Ok(bytes.into())
    }
}

/// A file from a place on.
struct From {
    source: Source,
    at: u64,
}

impl Read for From {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read_at(self.at, into)?;
        self.at += read as u64;
        Ok(read)
    }
}

/// A table whose row groups are known.
struct Table {
    path: String,
    source: Source,
    reader: SerializedFileReader<Source>,
    groups: Vec<Group>,
    /// The first group that was not given, or not all of it.
    next: usize,
}

struct Group {
    rows_before: usize,
    bytes: usize,
    /// Its documents, by their places in the first table.
    places: Range<usize>,
}

impl Table {
    /// Reads where groups are, and of which documents they are; `place` tells where one stands. `None` if they are not in order.
    fn new(path: &str, file: Box<dyn Seekable>, place: &mut dyn FnMut(&str) -> Option<usize>) -> Result<Option<Self>> {
        let source = Source::new(file)?;
        let reader = SerializedFileReader::new(source.clone())?;
        let schema = reader.metadata().file_metadata().schema();
        let ids = schema.get_fields().iter().filter(|field| field.name() == ID).cloned().collect();
        let ids = Type::group_type_builder(schema.name()).with_fields(ids).build()?;
        let (mut groups, mut rows_before, mut last) = (Vec::new(), 0, 0);
        for at in 0..reader.num_row_groups() {
            let group = reader.get_row_group(at)?;
            let mut places: Option<Range<usize>> = None;
            for row in group.get_row_iter(Some(ids.clone()))? {
                let row = row?;
                let document = match row.get_column_iter().next() {
                    Some((_, Field::Str(id))) => place(id),
                    _ => None,
                };
                let Some(document) = document.filter(|document| *document >= last) else { return Ok(None) };
                last = document;
                places = Some(places.map_or(document, |places| places.start)..document + 1);
            }
            let meta = group.metadata();
            let bytes = usize::try_from(meta.total_byte_size()).unwrap_or(0);
            groups.push(Group { rows_before, bytes, places: places.unwrap_or(last..last) });
            rows_before += usize::try_from(meta.num_rows()).unwrap_or(0);
        }
        Ok(Some(Self { path: path.to_owned(), source, reader, groups, next: 0 }))
    }

    /// Some groups as a piece of the file.
    fn piece(&self, groups: Range<usize>) -> Result<Option<File>> {
        let Some(first) = self.groups.get(groups.start).filter(|_| !groups.is_empty()) else { return Ok(None) };
        let schema = self.reader.metadata().file_metadata().schema_descr().root_schema_ptr();
        let properties = Arc::new(WriterProperties::default());
        let mut writer = SerializedFileWriter::new(Vec::new(), schema, properties)?;
        groups.into_iter().try_for_each(|group| copy(&self.reader, &self.source, group, &mut writer))?;
        let before = Some(Before { lines: 0, records: first.rows_before });
        Ok(Some(File { path: self.path.clone(), bytes: writer.into_inner()?, before }))
    }
}

/// Adds a group of one file to another, as it is packed.
fn copy<R: ChunkReader + 'static, W: Write + Send>(
    reader: &SerializedFileReader<R>,
    source: &R,
    group: usize,
    writer: &mut SerializedFileWriter<W>,
) -> Result<()> {
    let meta = reader.metadata().row_group(group);
    let mut to = writer.next_row_group()?;
    for column in meta.columns() {
        let close = ColumnCloseResult {
            bytes_written: u64::try_from(column.compressed_size()).unwrap_or(0),
            rows_written: u64::try_from(meta.num_rows()).unwrap_or(0),
            metadata: column.clone(),
            bloom_filter: None,
            column_index: None,
            offset_index: None,
        };
        to.append_column(source, close)?;
    }
    to.close()?;
    Ok(())
}

/// Tables that are read side by side.
pub struct Groups {
    first: Table,
    others: Vec<Table>,
}

impl Groups {
    /// `None` if the tables cannot be read so: they do not tell of documents in one order, or are damaged, which is told where they
    /// are read as a whole.
    #[must_use]
    pub fn new(first: (String, Box<dyn Seekable>), others: Vec<(String, Box<dyn Seekable>)>) -> Option<Self> {
        let tables = || -> Result<Option<Self>> {
            let mut places: HashMap<String, usize> = HashMap::new();
            let mut new_place = |id: &str| {
                let next = places.len();
                Some(*places.entry(id.to_owned()).or_insert(next))
            };
            let Some(first) = Table::new(&first.0, first.1, &mut new_place)? else { return Ok(None) };
            let mut tables = Vec::new();
            for (path, file) in others {
                match Table::new(&path, file, &mut |id| places.get(id).copied())? {
                    Some(table) => tables.push(table),
                    None => return Ok(None),
                }
            }
            Ok(Some(Self { first, others: tables }))
        };
        // The library panics on some files that are damaged.
        catch_unwind(AssertUnwindSafe(tables)).ok().and_then(Result::ok).flatten()
    }

    /// Groups of the first table with at least `most` bytes of values, if it has so many, and those of the others that say something
    /// about their documents. None at the end.
    pub fn batch(&mut self, most: usize) -> io::Result<Vec<File>> {
        let batch = AssertUnwindSafe(|| self.next_groups(most));
        match catch_unwind(batch) {
            Ok(Ok(files)) => Ok(files),
            Ok(Err(error)) => Err(io::Error::other(error)),
            Err(_) => Err(io::Error::other("the table is damaged")),
        }
    }

    fn next_groups(&mut self, most: usize) -> Result<Vec<File>> {
        let Table { groups, next, .. } = &mut self.first;
        let (from, mut bytes) = (*next, 0);
        let mut places: Option<Range<usize>> = None;
        // What is said about a document stays together.
        while let Some(group) = groups
            .get(*next)
            .filter(|group| bytes < most || places.as_ref().is_some_and(|places| group.places.start < places.end))
        {
            bytes += group.bytes.max(1);
            places = Some(places.map_or(group.places.start, |places| places.start)..group.places.end);
            *next += 1;
        }
        let taken = from..*next;
        let mut files: Vec<File> = self.first.piece(taken)?.into_iter().collect();
        let Some(places) = places else { return Ok(files) };
        for table in &mut self.others {
            while table.groups.get(table.next).is_some_and(|group| group.places.end <= places.start) {
                table.next += 1;
            }
            let of_documents = table.groups[table.next..].iter().take_while(|group| group.places.start < places.end);
            let end = table.next + of_documents.count();
            files.extend(table.piece(table.next..end)?);
        }
        Ok(files)
    }
}

/// A file to which the groups of others are added.
pub struct Growing {
    writer: SerializedFileWriter<Sink>,
    /// What was written and not taken yet.
    written: Sink,
}

#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl Sink {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Growing {
    /// Begins with a file, whose columns the others have too; returns what the new one begins with.
    pub fn begin(file: Vec<u8>) -> Result<(Self, Vec<u8>)> {
        let file = Bytes::from(file);
        let reader = SerializedFileReader::new(file.clone())?;
        let schema = reader.metadata().file_metadata().schema_descr().root_schema_ptr();
        let written = Sink::default();
        let writer = SerializedFileWriter::new(written.clone(), schema, Arc::new(WriterProperties::default()))?;
        let mut growing = Self { writer, written };
        let begun = growing.add_groups(&reader, &file)?;
        Ok((growing, begun))
    }

    /// What is to be added for the groups of another file.
    pub fn add(&mut self, file: Vec<u8>) -> Result<Vec<u8>> {
        let file = Bytes::from(file);
        self.add_groups(&SerializedFileReader::new(file.clone())?, &file)
    }

    fn add_groups(&mut self, reader: &SerializedFileReader<Bytes>, file: &Bytes) -> Result<Vec<u8>> {
        (0..reader.num_row_groups()).try_for_each(|group| copy(reader, file, group, &mut self.writer))?;
        self.writer.flush()?;
        Ok(self.written.take())
    }

    /// What ends the file.
    pub fn end(self) -> Result<Vec<u8>> {
        self.writer.into_inner().map(|written| written.take())
    }
}
