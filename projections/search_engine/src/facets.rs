// SPDX-License-Identifier: GPL-3.0-or-later
//! How many of the found documents have each value of a field.

use crate::schema::{FieldInfo, Kind};
use crate::Failure;
use std::collections::BTreeMap;
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocId, SegmentReader, COLLECT_BLOCK_BUFFER_LEN};

/// Numbers this near to each other (years, not ids) are counted in a row of counters.
const NEAR: u64 = 4096;

pub enum FacetColumn {
    Values(StrColumn, Vec<u32>),
    Near { column: Column<u64>, least: u64, counts: Vec<u32> },
    Numbers(Column<u64>, BTreeMap<u64, u64>),
    Absent,
}

impl FacetColumn {
    pub fn open(segment: &SegmentReader, info: &FieldInfo) -> Result<FacetColumn, Failure> {
        if info.kind == Kind::Number {
            let Some(column) = segment.fast_fields().column_opt::<u64>(&info.name)? else {
                return Ok(FacetColumn::Absent);
            };
            let (least, most) = (column.min_value(), column.max_value());
            return Ok(match most.checked_sub(least) {
                Some(span) if span < NEAR => FacetColumn::Near { column, least, counts: vec![0; span as usize + 1] },
                _ => FacetColumn::Numbers(column, BTreeMap::new()),
            });
        }
        Ok(match segment.fast_fields().str(&info.name)? {
            Some(column) => {
                let counts = vec![0; column.num_terms()];
                FacetColumn::Values(column, counts)
            }
            None => FacetColumn::Absent,
        })
    }

    /// At most a block.
    pub fn count(&mut self, docs: &[DocId]) {
        let mut block = [None; COLLECT_BLOCK_BUFFER_LEN];
        let values = &mut block[..docs.len()];
        match self {
            FacetColumn::Values(column, counts) => {
                column.ords().first_vals(docs, values);
                values.iter().flatten().for_each(|ordinal| counts[*ordinal as usize] += 1);
            }
            FacetColumn::Near { column, least, counts } => {
                column.first_vals(docs, values);
                values.iter().flatten().for_each(|value| counts[(value - *least) as usize] += 1);
            }
            FacetColumn::Numbers(column, counts) => {
                column.first_vals(docs, values);
                values.iter().flatten().for_each(|value| *counts.entry(*value).or_default() += 1);
            }
            FacetColumn::Absent => {}
        }
    }

    pub fn add_to(self, total: &mut BTreeMap<String, u64>) -> Result<(), Failure> {
        match self {
            FacetColumn::Values(column, counts) => {
                let mut value = String::new();
                for (ordinal, count) in counted(counts) {
                    column.ord_to_str(ordinal, &mut value)?;
                    *total.entry(value.clone()).or_default() += count;
                }
            }
            FacetColumn::Near { least, counts, .. } => {
                for (offset, count) in counted(counts) {
                    *total.entry((least + offset).to_string()).or_default() += count;
                }
            }
            FacetColumn::Numbers(_, counts) => {
                for (value, count) in counts {
                    *total.entry(value.to_string()).or_default() += count;
                }
            }
            FacetColumn::Absent => {}
        }
        Ok(())
    }
}

fn counted(counts: Vec<u32>) -> impl Iterator<Item = (u64, u64)> {
    let all = counts.into_iter().enumerate();
    all.filter(|(_, count)| *count > 0).map(|(at, count)| (at as u64, u64::from(count)))
}
