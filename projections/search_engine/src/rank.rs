// SPDX-License-Identifier: GPL-3.0-or-later
//! Which documents of a segment stand on the page. What a document scores beside its match is asked last, cheap parts
//! first, and only while the rest could still bring it onto the page: most matches of a common word cost a comparison.

use crate::query::Rated;
use crate::schema::Fields;
use crate::wire::Reader;
use crate::Failure;
use tantivy::columnar::Column;
use tantivy::query::{EnableScoring, Scorer, Weight};
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED};

/// Sums of bounds are rounded otherwise than the scores they bound.
const ROUNDING: f32 = 1.0001;

pub enum Order {
    Score { field: Option<String>, from: u64, to: u64, gain: f32 },
    Number { field: String, large_first: bool },
}

impl Order {
    pub fn read(reader: &mut Reader, fields: &Fields) -> Result<Order, Failure> {
        Ok(match reader.u8()? {
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
        })
    }
    pub fn by_score(&self) -> bool {
        matches!(self, Order::Score { .. })
    }
    /// By what a score is multiplied where the number is this.
    fn factor(&self, number: Option<u64>) -> f32 {
        let Order::Score { from, to, gain, .. } = self else {
            return 1.0;
        };
        let at = number.unwrap_or(*from).clamp(*from, (*to).max(*from));
        1.0 + gain * (at - from) as f32 / (to.saturating_sub(*from)).max(1) as f32
    }
}

/// What is asked of a match beside: see the layout in search.rs.
pub struct Extras {
    plus: f32,
    whole_set: f32,
    all: Vec<(Rated, bool)>, // true: of the set
}

impl Extras {
    pub fn read(reader: &mut Reader, fields: &Fields) -> Result<Extras, Failure> {
        let (plus, whole_set) = (reader.weight()?, reader.weight()?);
        let mut all = Vec::new();
        for _ in 0..reader.u32()? {
            let of_set = reader.u8()? != 0;
            all.push((crate::query::read_tree(reader, fields)?, of_set));
        }
        Ok(Extras { plus, whole_set, all })
    }
    pub fn weights(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Vec<Box<dyn Weight>>> {
        self.all.iter().map(|(rated, _)| rated.weight(scoring)).collect()
    }
}

struct Extra {
    scorer: Box<dyn Scorer>,
    constant: Option<f32>,
    of_set: bool,
    rest: f32, // the most that this one and those behind it can add
}

impl Extra {
    fn score(&mut self, doc: DocId) -> Option<f32> {
        // Unlike `seek` it does not look for the next match where this is none, by reading the positions on the way.
        if self.scorer.doc() > doc || self.scorer.seek_danger(doc) != First.seek_danger(0) {
            return None;
        }
        Some(self.constant.unwrap_or_else(|| self.scorer.score()))
    }
}

/// The set of the first document alone: what it answers when asked for that is "found", a value without a public name.
struct First;

impl DocSet for First {
    fn advance(&mut self) -> DocId {
        TERMINATED
    }
    fn doc(&self) -> DocId {
        0
    }
    fn size_hint(&self) -> u32 {
        1
    }
}

/// How a document's place is computed in one segment.
pub struct Ranking<'r> {
    order: &'r Order,
    number: Option<Column<u64>>,
    extras: Vec<Extra>,
    plus: f32,
    whole_set: f32, // 0 where nothing is of the set
    most: f32,      // without extras
    gain: f32,      // the most by which the number multiplies a score in this segment
}

impl<'r> Ranking<'r> {
    /// `most`: what the match itself can score.
    pub fn open(
        order: &'r Order, most: f32, extras: &Extras, weights: &[Box<dyn Weight>], segment: &SegmentReader,
    ) -> Result<Ranking<'r>, Failure> {
        let name = match order {
            Order::Score { field, .. } => field.as_deref(),
            Order::Number { field, .. } => Some(field.as_str()),
        };
        let number = match name {
            Some(name) => segment.fast_fields().column_opt::<u64>(name)?,
            None => None,
        };
        let mut own = Vec::new();
        let mut rest = 0.0;
        for ((rated, of_set), weight) in extras.all.iter().zip(weights).rev() {
            rest += rated.most;
            let scorer = weight.scorer(segment, 1.0)?;
            own.push(Extra { scorer, constant: rated.constant, of_set: *of_set, rest });
        }
        own.reverse();
        let whole_set = if own.iter().any(|extra| extra.of_set) { extras.whole_set } else { 0.0 };
        let newest = number.as_ref().map_or(0, |column| column.max_value());
        let gain = order.factor(Some(newest));
        Ok(Ranking { order, number, extras: own, plus: extras.plus, whole_set, most: most + extras.plus, gain })
    }

    fn value(&self, doc: DocId) -> Option<u64> {
        self.number.as_ref().and_then(|column| column.first(doc))
    }

    /// The document's key and score, or nothing if its key is below `floor`.
    pub fn key(&mut self, doc: DocId, scorer: &mut dyn Scorer, floor: u64) -> Option<(u64, f32)> {
        match self.order {
            Order::Score { .. } => {
                let scaled = self.score(doc, scorer, floor)?;
                Some((key_of(scaled), scaled))
            }
            // Documents without a number come last in both directions.
            Order::Number { large_first: true, .. } => Some((self.value(doc).map_or(0, |v| v.saturating_add(1)), 0.0)),
            Order::Number { large_first: false, .. } => Some((self.value(doc).map_or(0, |v| u64::MAX - v), 0.0)),
        }
    }

    fn score(&mut self, doc: DocId, scorer: &mut dyn Scorer, floor: u64) -> Option<f32> {
        let reaches = |most: f32| key_of(most * ROUNDING) >= floor;
        let mut whole_set = self.whole_set;
        let more = self.extras.first().map_or(0.0, |extra| extra.rest) + whole_set;
        if !reaches((self.most + more) * self.gain) {
            return None;
        }
        let mut score = scorer.score().max(0.0) + self.plus;
        if !reaches((score + more) * self.gain) {
            return None;
        }
        let factor = self.order.factor(self.value(doc));
        for extra in &mut self.extras {
            if !reaches((score + extra.rest + whole_set) * factor) {
                return None;
            }
            match extra.score(doc) {
                Some(more) => score += more.max(0.0),
                None if extra.of_set => whole_set = 0.0,
                None => {}
            }
        }
        Some((score + whole_set) * factor)
    }
}

/// Of scores that are not negative, in their order.
fn key_of(score: f32) -> u64 {
    u64::from(score.to_bits())
}

/// A candidate for a place on the page. Within a segment the order of ids is the order of their ordinals.
#[derive(Clone, Copy)]
pub struct Candidate {
    pub key: u64,
    pub score: f32,
    pub ordinal: u64,
    pub doc: DocId,
}

/// The best `limit` of one segment, by key and then id.
pub struct Best {
    limit: usize,
    pub items: Vec<Candidate>,
    /// A key that a newcomer must reach: of the worst that has a place, here or in the segments before.
    pub floor: u64,
}

impl Best {
    pub fn new(limit: usize, floor: u64) -> Best {
        Best { limit, items: Vec::new(), floor }
    }
    pub fn offer(&mut self, candidate: Candidate) {
        self.items.push(candidate);
        if self.items.len() >= self.limit * 2 + 16 {
            self.shrink();
        }
    }
    pub fn shrink(&mut self) {
        self.items.sort_unstable_by(|a, b| b.key.cmp(&a.key).then(a.ordinal.cmp(&b.ordinal)));
        self.items.truncate(self.limit);
        if self.items.len() == self.limit {
            self.floor = self.items.last().map_or(self.floor, |item| item.key.max(self.floor));
        }
    }
}
