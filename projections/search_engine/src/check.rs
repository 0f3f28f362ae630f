// SPDX-License-Identifier: GPL-3.0-or-later
//! Compares the checksums of an index that nobody writes.

use crate::wire::{Reader, Writer};
use crate::Failure;
use std::path::Path;
use tantivy::directory::MmapDirectory;
use tantivy::{Index, TantivyError};

/// Request: folder. Answer: the files whose bytes are not those that were written, in order.
pub fn damaged_files(message: &[u8]) -> Result<Vec<u8>, Failure> {
    let mut reader = Reader::open(message)?;
    let folder = reader.text()?;
    reader.finish()?;
    let directory = MmapDirectory::open(Path::new(folder)).map_err(TantivyError::from)?;
    let index = Index::open(directory)?;
    let mut damaged: Vec<String> =
        index.validate_checksum()?.iter().map(|path| path.to_string_lossy().into_owned()).collect();
    damaged.sort();
    let mut writer = Writer::new();
    writer.u32(damaged.len() as u32);
    for name in &damaged {
        writer.bytes(name.as_bytes());
    }
    Ok(writer.out)
}
