// SPDX-License-Identifier: GPL-3.0-or-later
//! A document as the caller sends it. Layout: id, count, then for each value: u32 field, and a text, or a u64 for a
//! number.

use crate::schema::{Fields, Kind};
use crate::wire::Reader;
use crate::Failure;
use tantivy::{TantivyDocument, Term};

pub struct Put {
    pub id: Term,
    pub document: TantivyDocument,
}

pub fn read_put(message: &[u8], fields: &Fields) -> Result<Put, Failure> {
    let mut reader = Reader::open(message)?;
    let id = read_id(&mut reader)?;
    let mut document = TantivyDocument::new();
    document.add_bytes(fields.id, id);
    let mut single_seen = vec![false; fields.all.len()];
    for _ in 0..reader.u32()? {
        let ordinal = reader.u32()?;
        let info = fields.get(ordinal)?;
        if matches!(info.kind, Kind::Value | Kind::Number) {
            if single_seen[ordinal as usize] {
                return Err(Failure::bad_request("two values of a field that has one"));
            }
            single_seen[ordinal as usize] = true;
        }
        match info.kind {
            Kind::Number => document.add_u64(info.field, reader.u64()?),
            _ => document.add_text(info.field, reader.text()?),
        }
    }
    reader.finish()?;
    Ok(Put { id: Term::from_field_bytes(fields.id, id), document })
}

pub fn read_erase(message: &[u8], fields: &Fields) -> Result<Term, Failure> {
    let mut reader = Reader::open(message)?;
    let id = Term::from_field_bytes(fields.id, read_id(&mut reader)?);
    reader.finish()?;
    Ok(id)
}

fn read_id<'a>(reader: &mut Reader<'a>) -> Result<&'a [u8], Failure> {
    match reader.bytes()? {
        id if id.is_empty() || id.len() > 64 => Err(Failure::bad_request("an id of 0 or more than 64 bytes")),
        id => Ok(id),
    }
}
