//! Rows as Parquet and back: JSON values of known types, cut into columns with their levels as Dremel does. Everything may be null;
//! a list has the three levels of the Parquet specification (`list`, `element`).

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, Type as Physical};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use parquet::record::{Field, Row};
use parquet::schema::types::{Type, TypePtr};
use serde_json::{Map, Value};

use crate::error::{Problem, Severity};

use super::bundle::File;
use super::columns::{Fields, Kind};

/// How many rows are cut at a time.
const GROUP: usize = 1_000;

/// A column: the values that are not null, and for each place how deep it is there and where it goes on.
#[derive(Default)]
struct Column {
    values: Vec<Value>,
    definition: Vec<i16>,
    repetition: Vec<i16>,
}

/// Rows as a file.
#[must_use]
pub fn write(fields: Fields, rows: &[Value]) -> Vec<u8> {
    written(fields, rows).expect("columns are cut by the schema that is written")
}

fn written(fields: Fields, rows: &[Value]) -> Result<Vec<u8>, ParquetError> {
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let mut writer = SerializedFileWriter::new(Vec::new(), schema(fields)?, Arc::new(properties))?;
    for rows in rows.chunks(GROUP) {
        let mut columns: Vec<Column> = (0..leaves(fields)).map(|_| Column::default()).collect();
        for row in rows {
            cut_fields(fields, Some(row), Levels::default(), &mut columns);
        }
        let mut group = writer.next_row_group()?;
        let mut columns = columns.into_iter();
        while let (Some(mut to), Some(column)) = (group.next_column()?, columns.next()) {
            let (definition, repetition) = (Some(&column.definition[..]), Some(&column.repetition[..]));
            match to.untyped() {
                ColumnWriter::Int64ColumnWriter(writer) => {
                    let values: Vec<i64> = column.values.iter().filter_map(Value::as_i64).collect();
                    writer.write_batch(&values, definition, repetition)?;
                }
                ColumnWriter::DoubleColumnWriter(writer) => {
                    let values: Vec<f64> = column.values.iter().filter_map(Value::as_f64).collect();
                    writer.write_batch(&values, definition, repetition)?;
                }
                ColumnWriter::ByteArrayColumnWriter(writer) => {
                    let values: Vec<ByteArray> =
                        column.values.iter().filter_map(Value::as_str).map(ByteArray::from).collect();
                    writer.write_batch(&values, definition, repetition)?;
                }
                _ => return Err(ParquetError::General("the schema has no such column".to_owned())),
            }
            to.close()?;
        }
        group.close()?;
    }
    writer.into_inner()
}

/// How deep a place is, and from which depth on it is a new one.
#[derive(Clone, Copy, Default)]
struct Levels {
    definition: i16,
    repetition: i16,
    /// How many lists are around.
    lists: i16,
}

fn leaves(fields: Fields) -> usize {
    fields.iter().map(|(_, kind)| leaves_of(kind)).sum()
}

fn leaves_of(kind: &Kind) -> usize {
    match kind {
        Kind::Text | Kind::Int | Kind::Float => 1,
        Kind::Struct(fields) => leaves(fields),
        Kind::List(item) => leaves_of(item),
    }
}

fn cut_fields(fields: Fields, value: Option<&Value>, levels: Levels, mut columns: &mut [Column]) {
    for (name, kind) in fields {
        let (own, rest) = columns.split_at_mut(leaves_of(kind));
        cut(kind, value.and_then(|value| value.get(name)), levels, own);
        columns = rest;
    }
}

fn cut(kind: &Kind, value: Option<&Value>, levels: Levels, columns: &mut [Column]) {
    let value = value.filter(|value| !value.is_null());
    let inside = Levels { definition: levels.definition + i16::from(value.is_some()), ..levels };
    match kind {
        Kind::Text | Kind::Int | Kind::Float => {
            let is_of_kind = |value: &&Value| match kind {
                Kind::Int => value.as_i64().is_some(),
                Kind::Float => value.as_f64().is_some(),
                _ => value.is_string(),
            };
            let value = value.filter(is_of_kind);
            let column = &mut columns[0];
            column.definition.push(levels.definition + i16::from(value.is_some()));
            column.repetition.push(levels.repetition);
            column.values.extend(value.cloned());
        }
        Kind::Struct(fields) => cut_fields(fields, value, inside, columns),
        Kind::List(item) => {
            let members = value.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            if members.is_empty() {
                return none(inside, columns);
            }
            for (nth, member) in members.iter().enumerate() {
                let repetition = if nth == 0 { levels.repetition } else { levels.lists + 1 };
                let levels = Levels { definition: inside.definition + 1, repetition, lists: levels.lists + 1 };
                cut(item, Some(member), levels, columns);
            }
        }
    }
}

/// Nothing in any column below.
fn none(levels: Levels, columns: &mut [Column]) {
    for column in columns {
        column.definition.push(levels.definition);
        column.repetition.push(levels.repetition);
    }
}

fn schema(fields: Fields) -> Result<TypePtr, ParquetError> {
    let fields: Result<Vec<TypePtr>, ParquetError> = fields.iter().map(|(name, kind)| type_of(name, kind)).collect();
    Ok(Arc::new(Type::group_type_builder("schema").with_fields(fields?).build()?))
}

fn type_of(name: &str, kind: &Kind) -> Result<TypePtr, ParquetError> {
    let optional = Repetition::OPTIONAL;
    let made = match kind {
        Kind::Text => Type::primitive_type_builder(name, Physical::BYTE_ARRAY)
            .with_repetition(optional)
            .with_logical_type(Some(LogicalType::String))
            .with_converted_type(ConvertedType::UTF8)
            .build()?,
        Kind::Int => Type::primitive_type_builder(name, Physical::INT64).with_repetition(optional).build()?,
        Kind::Float => Type::primitive_type_builder(name, Physical::DOUBLE).with_repetition(optional).build()?,
        Kind::Struct(fields) => {
            let fields: Result<Vec<TypePtr>, ParquetError> =
                fields.iter().map(|(name, kind)| type_of(name, kind)).collect();
            Type::group_type_builder(name).with_repetition(optional).with_fields(fields?).build()?
        }
        Kind::List(item) => {
            let list = Type::group_type_builder("list")
                .with_repetition(Repetition::REPEATED)
                .with_fields(vec![type_of("element", item)?])
                .build()?;
            Type::group_type_builder(name)
                .with_repetition(optional)
                .with_logical_type(Some(LogicalType::List))
                .with_converted_type(ConvertedType::LIST)
                .with_fields(vec![Arc::new(list)])
                .build()?
        }
    };
    Ok(Arc::new(made))
}

/// The rows of a file that has these columns.
pub fn read(fields: Fields, file: &File) -> Result<Vec<Value>, Problem> {
    let failed = |message: String| Problem::new(Severity::Loss, &*file.path, format!("no Parquet of ours: {message}"));
    // The library panics on some files that are damaged; a reader of ours never does.
    let read = catch_unwind(AssertUnwindSafe(|| rows(fields, file.bytes.clone())));
    match read {
        Ok(Ok(rows)) => Ok(rows),
        Ok(Err(error)) => Err(failed(error.to_string())),
        Err(_) => Err(failed("it is damaged".to_owned())),
    }
}

fn rows(fields: Fields, bytes: Vec<u8>) -> Result<Vec<Value>, ParquetError> {
    let reader = SerializedFileReader::new(bytes::Bytes::from(bytes))?;
    let found = reader.metadata().file_metadata().schema();
    let expected = schema(fields)?;
    let names = |of: &Type| of.get_fields().iter().map(|field| field.name().to_owned()).collect::<Vec<_>>();
    if names(found) != names(&expected) {
        return Err(ParquetError::General(format!("its columns are {}", names(found).join(", "))));
    }
    reader.get_row_iter(None)?.map(|row| row.map(|row| value_of_row(&row))).collect()
}

fn value_of_row(row: &Row) -> Value {
    Value::Object(row.get_column_iter().map(|(name, field)| (name.clone(), value_of(field))).collect::<Map<_, _>>())
}

fn value_of(field: &Field) -> Value {
    match field {
        Field::Str(text) => Value::from(text.as_str()),
        Field::Long(number) => Value::from(*number),
        Field::Double(number) => Value::from(*number),
        Field::Group(row) => value_of_row(row),
        Field::ListInternal(list) => list.elements().iter().map(value_of).collect(),
        _ => Value::Null,
    }
}
