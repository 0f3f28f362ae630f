// SPDX-License-Identifier: GPL-3.0-or-later
//! One search. Layout of the request: u64 generation (0: the present), u32 limit, u64 deadline in microseconds (0:
//! none),
//! order, page, columns, facets, tree:
//!   order    u8 0 by score with: u32 number field, u64 from, u64 to, f32 gain (a document at `to` scores 1 + gain
//!   times
//!            one at `from`; no field: gain 0) · 1 by number, large first: u32 field · 2 by number, small first: u32
//!            field
//!   page     u8 0 the first · 1 after: u64 key, id
//!   columns  count, u32 fields whose value each hit brings
//!   facets   count, then u32 field and u32 most values
//! Layout of the answer: u64 generation, u8 partial, u64 total, hits, facets:
//!   hits     count, then u64 key, f32 score, id, for each column: text, or u64 for a number (0 if absent)
//!   facets   for each asked: count, then value as text, u64 documents
//! Order is by key, large first, then by id; a key of the next page is never before one of the last.

use crate::engine::{Engine, Snapshot};
use crate::query::read_tree;
use crate::schema::{FieldInfo, Fields, FixedStatistics, Kind};
use crate::wire::{Reader, Writer};
use crate::Failure;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use tantivy::columnar::{BytesColumn, Column, StrColumn};
use tantivy::query::{EnableScoring, Query, Weight};
use tantivy::{DocId, SegmentReader, TERMINATED};

const MAX_LIMIT: u32 = 1000;
const LOOK_AT_CLOCK_EVERY: u32 = 2048;

enum Order {
    Score { field: Option<String>, from: u64, to: u64, gain: f32 },
    Number { field: String, large_first: bool },
}

struct Request {
    generation: u64,
    limit: usize,
    deadline: Option<Instant>,
    order: Order,
    after: Option<(u64, Vec<u8>)>,
    columns: Vec<FieldInfo>,
    facets: Vec<(FieldInfo, usize)>,
    query: Box<dyn Query>,
}

fn read_request(message: &[u8], fields: &Fields) -> Result<Request, Failure> {
    let mut reader = Reader::open(message)?;
    let generation = reader.u64()?;
    let limit = reader.u32()?.min(MAX_LIMIT) as usize;
    let deadline = match reader.u64()? {
        0 => None,
        us => Instant::now().checked_add(Duration::from_micros(us)),
    };
    let order = match reader.u8()? {
        0 => {
            let ordinal = reader.u32()?;
            let (from, to, gain) = (reader.u64()?, reader.u64()?, reader.weight()?);
            let field = if gain > 0.0 { Some(fields.number(ordinal)?.name.clone()) } else { None };
            Order::Score { field, from, to, gain }
        }
        mode @ 1..=2 => {
            Order::Number { field: fields.number(reader.u32()?)?.name.clone(), large_first: mode == 1 }
        }
        other => return Err(Failure::bad_request(format!("order {other}"))),
    };
    let after = match reader.u8()? {
        0 => None,
        _ => Some((reader.u64()?, reader.bytes()?.to_vec())),
    };
    let mut columns = Vec::new();
    for _ in 0..reader.u32()? {
        columns.push(column_field(reader.u32()?, fields)?);
    }
    let mut facets = Vec::new();
    for _ in 0..reader.u32()? {
        facets.push((column_field(reader.u32()?, fields)?, reader.u32()? as usize));
    }
    let query = read_tree(&mut reader, fields)?;
    reader.finish()?;
    Ok(Request { generation, limit, deadline, order, after, columns, facets, query })
}

fn column_field(ordinal: u32, fields: &Fields) -> Result<FieldInfo, Failure> {
    let info = fields.get(ordinal)?;
    if !matches!(info.kind, Kind::Value | Kind::Number) {
        return Err(Failure::bad_request("a column of a field that has none"));
    }
    Ok(info.clone())
}

/// A candidate for a place on the page. Within a segment the order of ids is the order of their ordinals.
#[derive(Clone, Copy)]
struct Candidate {
    key: u64,
    score: f32,
    ordinal: u64,
    doc: DocId,
}

/// The best `limit` of one segment, by key and then id.
struct Best {
    limit: usize,
    items: Vec<Candidate>,
    worst: Option<(u64, u64)>, // once full: what a newcomer must beat
}

impl Best {
    fn offer(&mut self, candidate: Candidate) {
        if self.limit == 0 {
            return;
        }
        self.items.push(candidate);
        if self.items.len() >= self.limit * 2 + 64 {
            self.shrink();
        }
    }
    fn wants(&self, key: u64) -> bool {
        self.worst.map_or(true, |(worst, _)| key >= worst)
    }
    fn shrink(&mut self) {
        self.items.sort_unstable_by(|a, b| b.key.cmp(&a.key).then(a.ordinal.cmp(&b.ordinal)));
        self.items.truncate(self.limit);
        if self.items.len() == self.limit {
            self.worst = self.items.last().map(|item| (item.key, item.ordinal));
        }
    }
}

enum FacetColumn {
    Values(StrColumn, Vec<u32>),
    Numbers(Column<u64>, BTreeMap<u64, u64>),
    Absent,
}

impl FacetColumn {
    fn open(segment: &SegmentReader, info: &FieldInfo) -> Result<FacetColumn, Failure> {
        if info.kind == Kind::Number {
            let column = segment.fast_fields().column_opt::<u64>(&info.name)?;
            return Ok(column.map_or(FacetColumn::Absent, |c| FacetColumn::Numbers(c, BTreeMap::new())));
        }
        Ok(match segment.fast_fields().str(&info.name)? {
            Some(column) => {
                let counts = vec![0; column.num_terms()];
                FacetColumn::Values(column, counts)
            }
            None => FacetColumn::Absent,
        })
    }
    fn count(&mut self, doc: DocId) {
        match self {
            FacetColumn::Values(column, counts) => {
                if let Some(ordinal) = column.ords().first(doc) {
                    counts[ordinal as usize] += 1;
                }
            }
            FacetColumn::Numbers(column, counts) => {
                if let Some(value) = column.first(doc) {
                    *counts.entry(value).or_default() += 1;
                }
            }
            FacetColumn::Absent => {}
        }
    }
    fn add_to(self, total: &mut BTreeMap<String, u64>) -> Result<(), Failure> {
        match self {
            FacetColumn::Values(column, counts) => {
                let mut value = String::new();
                for (ordinal, count) in counts.into_iter().enumerate().filter(|(_, count)| *count > 0) {
                    column.ord_to_str(ordinal as u64, &mut value)?;
                    *total.entry(value.clone()).or_default() += u64::from(count);
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

struct Hit {
    candidate: Candidate,
    segment: usize,
    id: Vec<u8>,
}

#[derive(Default)]
struct Found {
    total: u64,
    partial: bool,
    hits: Vec<Hit>,
    facets: Vec<BTreeMap<String, u64>>,
}

/// How a document's place is computed in one segment.
struct Ranking<'r> {
    order: &'r Order,
    number: Option<Column<u64>>,
}

impl Ranking<'_> {
    fn open<'r>(order: &'r Order, segment: &SegmentReader) -> Result<Ranking<'r>, Failure> {
        let name = match order {
            Order::Score { field, .. } => field.as_deref(),
            Order::Number { field, .. } => Some(field.as_str()),
        };
        let number = match name {
            Some(name) => segment.fast_fields().column_opt::<u64>(name)?,
            None => None,
        };
        Ok(Ranking { order, number })
    }
    fn value(&self, doc: DocId) -> Option<u64> {
        self.number.as_ref().and_then(|column| column.first(doc))
    }
    fn key(&self, doc: DocId, score: f32) -> (u64, f32) {
        match self.order {
            Order::Score { from, to, gain, .. } => {
                let at = self.value(doc).unwrap_or(*from).clamp(*from, (*to).max(*from));
                let share = (at - from) as f32 / (to.saturating_sub(*from)).max(1) as f32;
                let scaled = score.max(0.0) * (1.0 + gain * share);
                (u64::from(scaled.to_bits()), scaled)
            }
            // Documents without a number come last in both directions.
            Order::Number { large_first: true, .. } => (self.value(doc).map_or(0, |v| v.saturating_add(1)), 0.0),
            Order::Number { large_first: false, .. } => (self.value(doc).map_or(0, |v| u64::MAX - v), 0.0),
        }
    }
}

impl Engine {
    pub fn search(&self, message: &[u8]) -> Result<Vec<u8>, Failure> {
        let request = read_request(message, &self.fields)?;
        let _reading = self.reading.read().map_err(|_| Failure::internal("an earlier panic"))?;
        let snapshot = self.snapshot(request.generation)?;
        let statistics = FixedStatistics(&self.fields);
        let scoring = match request.order {
            Order::Score { .. } => {
                EnableScoring::enabled_from_statistics_provider(&statistics, &snapshot.searcher)
            }
            Order::Number { .. } => EnableScoring::disabled_from_searcher(&snapshot.searcher),
        };
        let weight = request.query.weight(scoring)?;
        let mut found = Found { facets: vec![BTreeMap::new(); request.facets.len()], ..Found::default() };
        for (number, segment) in snapshot.searcher.segment_readers().iter().enumerate() {
            search_segment(&request, weight.as_ref(), number, segment, &mut found)?;
            if found.partial {
                break;
            }
        }
        found.hits.sort_by(|a, b| b.candidate.key.cmp(&a.candidate.key).then_with(|| a.id.cmp(&b.id)));
        found.hits.truncate(request.limit);
        if request.limit > 0 && found.hits.len() == request.limit {
            self.keep(&snapshot)?;
        }
        write_answer(&request, &snapshot, found)
    }
}

fn search_segment(
    request: &Request, weight: &dyn Weight, number: usize, segment: &SegmentReader, found: &mut Found,
) -> Result<(), Failure> {
    let Some(ids) = segment.fast_fields().bytes(crate::schema::ID)? else {
        return Ok(());
    };
    let ranking = Ranking::open(&request.order, segment)?;
    let mut facets = Vec::new();
    for (info, _) in &request.facets {
        facets.push(FacetColumn::open(segment, info)?);
    }
    let mut best = Best { limit: request.limit, items: Vec::new(), worst: None };
    let mut scorer = weight.scorer(segment, 1.0)?;
    let mut steps = 0;
    let mut doc = scorer.doc();
    while doc != TERMINATED {
        steps += 1;
        if steps % LOOK_AT_CLOCK_EVERY == 0 && request.deadline.is_some_and(|end| Instant::now() >= end) {
            found.partial = true;
            break;
        }
        if !segment.is_deleted(doc) {
            found.total += 1;
            facets.iter_mut().for_each(|facet| facet.count(doc));
            let score = if matches!(request.order, Order::Score { .. }) { scorer.score() } else { 0.0 };
            let (key, score) = ranking.key(doc, score);
            if best.wants(key) && is_after(request, key, &ids, doc)? {
                let ordinal = ids.ords().first(doc).unwrap_or(u64::MAX);
                best.offer(Candidate { key, score, ordinal, doc });
            }
        }
        doc = scorer.advance();
    }
    best.shrink();
    for candidate in best.items {
        let mut id = Vec::new();
        ids.ord_to_bytes(candidate.ordinal, &mut id)?;
        found.hits.push(Hit { candidate, segment: number, id });
    }
    for (facet, total) in facets.into_iter().zip(found.facets.iter_mut()) {
        facet.add_to(total)?;
    }
    Ok(())
}

fn is_after(request: &Request, key: u64, ids: &BytesColumn, doc: DocId) -> Result<bool, Failure> {
    let Some((last_key, last_id)) = &request.after else {
        return Ok(true);
    };
    if key != *last_key {
        return Ok(key < *last_key);
    }
    let mut id = Vec::new();
    ids.ord_to_bytes(ids.ords().first(doc).unwrap_or(u64::MAX), &mut id)?;
    Ok(id > *last_id)
}

fn write_answer(request: &Request, snapshot: &Snapshot, found: Found) -> Result<Vec<u8>, Failure> {
    let mut writer = Writer::new();
    writer.u64(snapshot.generation);
    writer.u8(u8::from(found.partial));
    writer.u64(found.total);
    writer.u32(found.hits.len() as u32);
    let mut text = String::new();
    for hit in &found.hits {
        writer.u64(hit.candidate.key);
        writer.f32(hit.candidate.score);
        writer.bytes(&hit.id);
        let columns = snapshot.searcher.segment_reader(hit.segment as u32).fast_fields();
        for info in &request.columns {
            if info.kind == Kind::Number {
                let value = columns.column_opt::<u64>(&info.name)?.and_then(|c| c.first(hit.candidate.doc));
                writer.u64(value.unwrap_or(0));
                continue;
            }
            text.clear();
            if let Some(column) = columns.str(&info.name)? {
                if let Some(ordinal) = column.ords().first(hit.candidate.doc) {
                    column.ord_to_str(ordinal, &mut text)?;
                }
            }
            writer.bytes(text.as_bytes());
        }
    }
    for (counts, (_, most)) in found.facets.into_iter().zip(&request.facets) {
        let mut values: Vec<(String, u64)> = counts.into_iter().filter(|(value, _)| !value.is_empty()).collect();
        values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        values.truncate(*most);
        writer.u32(values.len() as u32);
        for (value, count) in values {
            writer.bytes(value.as_bytes());
            writer.u64(count);
        }
    }
    Ok(writer.out)
}
