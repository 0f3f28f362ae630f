// SPDX-License-Identifier: GPL-3.0-or-later
//! A digest of what the index says, free of how it came to say it: the sum, over every term of every living
//! document, of a
//! hash of field, term, document's id and positions, and likewise over the columns. Sums do not depend on order, so
//! segments, internal numbers and merges leave no trace. Layout of the answer: u64 documents, u64 and u64 the digest.
//! Not cryptographic: it finds accidents, not attacks.

use crate::engine::Engine;
use crate::schema::{FieldInfo, Kind, ID};
use crate::wire::Writer;
use crate::Failure;
use tantivy::postings::Postings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, SegmentReader, TERMINATED};

#[derive(Default)]
struct Sum {
    documents: u64,
    low: u64,
    high: u64,
}

/// FNV-1a, then mixed as MurmurHash3 finishes, so that sums of similar texts do not cancel.
fn hash(seed: u64, parts: &[&[u8]]) -> u64 {
    let mut state = 0xcbf2_9ce4_8422_2325 ^ seed;
    for part in parts {
        for byte in (part.len() as u32).to_le_bytes().iter().chain(part.iter()) {
            state = (state ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    state = (state ^ (state >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    state = (state ^ (state >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    state ^ (state >> 33)
}

impl Sum {
    fn add(&mut self, parts: &[&[u8]]) {
        self.low = self.low.wrapping_add(hash(0, parts));
        self.high = self.high.wrapping_add(hash(0x9e37_79b9_7f4a_7c15, parts));
    }
}

impl Engine {
    pub fn digest(&self) -> Result<Vec<u8>, Failure> {
        let _reading = self.reading.read().map_err(|_| Failure::internal("an earlier panic"))?;
        let snapshot = self.snapshot(0)?;
        let mut sum = Sum::default();
        for segment in snapshot.searcher.segment_readers() {
            let ids = segment_ids(segment)?;
            sum.documents += u64::from(segment.num_docs());
            for info in &self.fields.all {
                match info.kind {
                    Kind::Number => add_numbers(&mut sum, segment, info, &ids)?,
                    _ => add_terms(&mut sum, segment, info, &ids)?,
                }
            }
        }
        let mut writer = Writer::new();
        writer.u64(sum.documents);
        writer.u64(sum.low);
        writer.u64(sum.high);
        Ok(writer.out)
    }
}

/// The id of each living document; none for a deleted one.
fn segment_ids(segment: &SegmentReader) -> Result<Vec<Option<Vec<u8>>>, Failure> {
    let mut ids = vec![None; segment.max_doc() as usize];
    if let Some(column) = segment.fast_fields().bytes(ID)? {
        for doc in segment.doc_ids_alive() {
            let mut id = Vec::new();
            if let Some(ordinal) = column.ords().first(doc) {
                column.ord_to_bytes(ordinal, &mut id)?;
            }
            ids[doc as usize] = Some(id);
        }
    }
    Ok(ids)
}

fn add_terms(
    sum: &mut Sum, segment: &SegmentReader, info: &FieldInfo, ids: &[Option<Vec<u8>>],
) -> Result<(), Failure> {
    let index = segment.inverted_index(info.field)?;
    let mut stream = index.terms().stream()?;
    let mut positions = Vec::new();
    let mut flat = Vec::new();
    while stream.advance() {
        let option = IndexRecordOption::WithFreqsAndPositions;
        let mut postings = index.read_postings_from_terminfo(stream.value(), option)?;
        let mut doc = postings.doc();
        while doc != TERMINATED {
            if let Some(id) = &ids[doc as usize] {
                flat.clear();
                if matches!(info.kind, Kind::Scored | Kind::Matched) {
                    postings.positions(&mut positions);
                    positions.iter().for_each(|position| flat.extend_from_slice(&position.to_le_bytes()));
                }
                sum.add(&[info.name.as_bytes(), stream.key(), id, &flat]);
            }
            doc = postings.advance();
        }
    }
    Ok(())
}

fn add_numbers(
    sum: &mut Sum, segment: &SegmentReader, info: &FieldInfo, ids: &[Option<Vec<u8>>],
) -> Result<(), Failure> {
    let Some(column) = segment.fast_fields().column_opt::<u64>(&info.name)? else {
        return Ok(());
    };
    for doc in segment.doc_ids_alive() {
        if let (Some(id), Some(value)) = (&ids[doc as usize], column.first(doc)) {
            sum.add(&[info.name.as_bytes(), &value.to_le_bytes(), id]);
        }
    }
    Ok(())
}
