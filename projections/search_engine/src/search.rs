// SPDX-License-Identifier: GPL-3.0-or-later
//! One search. Layout of the request: u64 generation (0: the present), u32 limit, u64 deadline in microseconds (0:
//! none), order, page, columns, facets, scores, tree (what matches; it scores nothing):
//!   order    u8 0 by score with: u32 number field, u64 from, u64 to, f32 gain (a document at `to` scores 1 + gain
//!   times
//!            one at `from`; no field: gain 0) · 1 by number, large first: u32 field · 2 by number, small first: u32
//!            field
//!   page     u8 0 the first · 1 after: u64 key, id
//!   columns  count, u32 fields whose value each hit brings
//!   facets   count, then u32 field and u32 most values
//!   scores   what a match scores, cheap ones first: f32 that every match gets, f32 of one that matches all of the set
//!            (0 if there is none), count, then u8 1 if of the set, tree
//! Layout of the answer: u64 generation, u8 partial, u64 total, hits, facets:
//!   hits     count, then u64 key, f32 score, id, for each column: text, or u64 for a number (0 if absent)
//!   facets   for each asked: count, then value as text, u64 documents
//! Order is by key, large first, then by id; a key of the next page is never before one of the last.

use crate::engine::{Engine, Snapshot};
use crate::facets::FacetColumn;
use crate::query::read_tree;
use crate::rank::{Best, Candidate, Extras, Order, Ranking};
use crate::schema::{FieldInfo, Fields, FixedStatistics, Kind};
use crate::wire::{Reader, Writer};
use crate::Failure;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use tantivy::columnar::BytesColumn;
use tantivy::query::{EnableScoring, Query, Weight};
use tantivy::{DocId, SegmentReader, COLLECT_BLOCK_BUFFER_LEN, TERMINATED};

const MAX_LIMIT: u32 = 1000;
const LOOK_AT_CLOCK_EVERY: u32 = 2048;

struct Request {
    generation: u64,
    limit: usize,
    deadline: Option<Instant>,
    order: Order,
    after: Option<(u64, Vec<u8>)>,
    columns: Vec<FieldInfo>,
    facets: Vec<(FieldInfo, usize)>,
    extras: Extras,
    query: Box<dyn Query>,
}

/// The weights of a request's trees, for all segments.
struct Weights {
    query: Box<dyn Weight>,
    extras: Vec<Box<dyn Weight>>,
}

fn read_request(message: &[u8], fields: &Fields) -> Result<Request, Failure> {
    let mut reader = Reader::open(message)?;
    let generation = reader.u64()?;
    let limit = reader.u32()?.min(MAX_LIMIT) as usize;
    let deadline = match reader.u64()? {
        0 => None,
        us => Instant::now().checked_add(Duration::from_micros(us)),
    };
    let order = Order::read(&mut reader, fields)?;
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
    let extras = Extras::read(&mut reader, fields)?;
    let query = read_tree(&mut reader, fields)?.query;
    reader.finish()?;
    Ok(Request { generation, limit, deadline, order, after, columns, facets, extras, query })
}

fn column_field(ordinal: u32, fields: &Fields) -> Result<FieldInfo, Failure> {
    let info = fields.get(ordinal)?;
    if !matches!(info.kind, Kind::Value | Kind::Number) {
        return Err(Failure::bad_request("a column of a field that has none"));
    }
    Ok(info.clone())
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
    floor: u64, // of the page, by the segments read
}

impl Found {
    fn count(&mut self, matches: &mut Vec<DocId>, facets: &mut [FacetColumn]) {
        self.total += matches.len() as u64;
        facets.iter_mut().for_each(|facet| facet.count(matches));
        matches.clear();
    }
}

impl Engine {
    pub fn search(&self, message: &[u8]) -> Result<Vec<u8>, Failure> {
        let request = read_request(message, &self.fields)?;
        let _reading = self.reading.read().map_err(|_| Failure::internal("an earlier panic"))?;
        let snapshot = self.snapshot(request.generation)?;
        let statistics = FixedStatistics(&self.fields);
        let scoring = EnableScoring::enabled_from_statistics_provider(&statistics, &snapshot.searcher);
        let wanted = request.order.by_score() && request.limit > 0;
        let extras = if wanted { request.extras.weights(scoring)? } else { Vec::new() };
        let query = request.query.weight(EnableScoring::disabled_from_searcher(&snapshot.searcher))?;
        let weights = Weights { query, extras };
        let mut found = Found { facets: vec![BTreeMap::new(); request.facets.len()], ..Found::default() };
        for (number, segment) in snapshot.searcher.segment_readers().iter().enumerate() {
            search_segment(&request, &weights, number, segment, &mut found)?;
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
    request: &Request, weights: &Weights, number: usize, segment: &SegmentReader, found: &mut Found,
) -> Result<(), Failure> {
    let Some(ids) = segment.fast_fields().bytes(crate::schema::ID)? else {
        return Ok(());
    };
    let mut ranking = Ranking::open(&request.order, &request.extras, &weights.extras, segment)?;
    let mut facets = Vec::new();
    for (info, _) in &request.facets {
        facets.push(FacetColumn::open(segment, info)?);
    }
    let mut best = Best::new(request.limit, found.floor);
    let mut scorer = weights.query.scorer(segment, 1.0)?;
    let mut matches = Vec::with_capacity(COLLECT_BLOCK_BUFFER_LEN); // not counted yet
    let mut steps = 0;
    let mut doc = scorer.doc();
    while doc != TERMINATED {
        steps += 1;
        if steps % LOOK_AT_CLOCK_EVERY == 0 && request.deadline.is_some_and(|end| Instant::now() >= end) {
            found.partial = true;
            break;
        }
        if !segment.is_deleted(doc) {
            matches.push(doc);
            if matches.len() == COLLECT_BLOCK_BUFFER_LEN {
                found.count(&mut matches, &mut facets);
            }
            if request.limit > 0 {
                if let Some((key, score)) = ranking.key(doc, best.floor) {
                    if key >= best.floor && is_after(request, key, &ids, doc)? {
                        let ordinal = ids.ords().first(doc).unwrap_or(u64::MAX);
                        best.offer(Candidate { key, score, ordinal, doc });
                    }
                }
            }
        }
        doc = scorer.advance();
    }
    found.count(&mut matches, &mut facets);
    best.shrink();
    found.floor = best.floor;
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
