// SPDX-License-Identifier: GPL-3.0-or-later
//! Which of some terms occur in documents that pass a filter. Layout of the request: u32 field, u64 deadline in
//! microseconds (0: none), u32 count at which counting stops, then
//!   u8 0 these: count, texts · 1 those beginning with: text, u32 most terms looked at
//! and the filter's tree. Layout of the answer: count, then term as text, u64 documents (0 is left out), in order of
//! the
//! terms. The filter is applied before anything is counted: terms of other documents leave no trace.

use crate::engine::Engine;
use crate::query::read_tree;
use crate::schema::FieldInfo;
use crate::wire::{Reader, Writer};
use crate::Failure;
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};
use tantivy::query::{EnableScoring, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, SegmentReader, Term, TERMINATED};

enum Wanted {
    These(BTreeSet<String>),
    Beginning(String, usize),
}

struct Counting {
    field: FieldInfo,
    wanted: Wanted,
    stop_at: u64,
    deadline: Option<Instant>,
    counts: BTreeMap<String, u64>,
}

impl Engine {
    pub fn terms(&self, message: &[u8]) -> Result<Vec<u8>, Failure> {
        let mut reader = Reader::open(message)?;
        let field = self.fields.text(reader.u32()?)?.clone();
        let deadline = match reader.u64()? {
            0 => None,
            us => Instant::now().checked_add(Duration::from_micros(us)),
        };
        let stop_at = u64::from(reader.u32()?.max(1));
        let wanted = match reader.u8()? {
            0 => {
                let mut terms = BTreeSet::new();
                for _ in 0..reader.u32()? {
                    terms.insert(reader.text()?.to_string());
                }
                Wanted::These(terms)
            }
            1 => Wanted::Beginning(reader.text()?.to_string(), reader.u32()? as usize),
            other => return Err(Failure::bad_request(format!("terms by {other}"))),
        };
        let filter = read_tree(&mut reader, &self.fields)?.query;
        reader.finish()?;

        let _reading = self.reading.read().map_err(|_| Failure::internal("an earlier panic"))?;
        let snapshot = self.snapshot(0)?;
        let weight = filter.weight(EnableScoring::disabled_from_searcher(&snapshot.searcher))?;
        let mut counting = Counting { field, wanted, stop_at, deadline, counts: BTreeMap::new() };
        for segment in snapshot.searcher.segment_readers() {
            counting.count_segment(segment, weight.as_ref())?;
        }
        let mut writer = Writer::new();
        writer.u32(counting.counts.len() as u32);
        for (term, count) in &counting.counts {
            writer.bytes(term.as_bytes());
            writer.u64(*count);
        }
        Ok(writer.out)
    }
}

impl Counting {
    fn count_segment(&mut self, segment: &SegmentReader, filter: &dyn Weight) -> Result<(), Failure> {
        let visible = visible_documents(segment, filter)?;
        let index = segment.inverted_index(self.field.field)?;
        let terms: Vec<String> = match &self.wanted {
            Wanted::These(terms) => terms.iter().cloned().collect(),
            Wanted::Beginning(beginning, most) => {
                let mut found = Vec::new();
                let mut stream = index.terms().range().ge(beginning.as_bytes()).into_stream()?;
                while found.len() < *most && stream.advance() && stream.key().starts_with(beginning.as_bytes()) {
                    found.extend(std::str::from_utf8(stream.key()).map(str::to_string));
                }
                found
            }
        };
        for text in terms {
            if self.deadline.is_some_and(|end| Instant::now() >= end) {
                break;
            }
            let known = self.counts.get(&text).copied().unwrap_or(0);
            let term = Term::from_field_text(self.field.field, &text);
            let Some(mut postings) = index.read_postings(&term, IndexRecordOption::Basic)? else {
                continue;
            };
            let mut count = known;
            let mut doc = postings.doc();
            while doc != TERMINATED && count < self.stop_at {
                count += u64::from(visible[doc as usize]);
                doc = postings.advance();
            }
            if count > 0 {
                self.counts.insert(text, count);
            }
        }
        Ok(())
    }
}

fn visible_documents(segment: &SegmentReader, filter: &dyn Weight) -> Result<Vec<bool>, Failure> {
    let mut visible = vec![false; segment.max_doc() as usize];
    let mut scorer = filter.scorer(segment, 1.0)?;
    let mut doc = scorer.doc();
    while doc != TERMINATED {
        visible[doc as usize] = !segment.is_deleted(doc);
        doc = scorer.advance();
    }
    Ok(visible)
}

