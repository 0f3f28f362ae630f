// SPDX-License-Identifier: GPL-3.0-or-later
//! Which documents of a segment stand on the page. What a match scores is asked part by part, cheap ones first, and
//! only while the rest could still bring it onto the page: most matches of a common word cost a comparison.

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
    fn newness(&self) -> Newness {
        match self {
            Order::Score { from, to, gain, .. } => {
                let to = (*to).max(*from);
                Newness { from: *from, to, slope: gain / (to - from).max(1) as f32 }
            }
            Order::Number { .. } => Newness { from: 0, to: 0, slope: 0.0 },
        }
    }
}

/// By what a score is multiplied where the number is so much.
struct Newness {
    from: u64,
    to: u64,
    slope: f32,
}

impl Newness {
    fn factor(&self, number: Option<u64>) -> f32 {
        let at = number.unwrap_or(self.from).clamp(self.from, self.to);
        1.0 + self.slope * (at - self.from) as f32
    }
}

/// What a match scores: see the layout in search.rs.
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
    newness: Newness,
    extras: Vec<Extra>,
    plus: f32,
    whole_set: f32, // 0 where nothing is of the set
    most: f32,      // of a document of this segment
}

impl<'r> Ranking<'r> {
    pub fn open(
        order: &'r Order, extras: &Extras, weights: &[Box<dyn Weight>], segment: &SegmentReader,
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
        let mut set_can_be = false;
        for ((rated, of_set), weight) in extras.all.iter().zip(weights).rev() {
            let scorer = weight.scorer(segment, 1.0)?;
            if scorer.doc() == TERMINATED && !of_set {
                continue; // of no document here
            }
            set_can_be |= of_set;
            rest += rated.most;
            own.push(Extra { scorer, constant: rated.constant, of_set: *of_set, rest });
        }
        own.reverse();
        let whole_set = if set_can_be { extras.whole_set } else { 0.0 };
        let newness = order.newness();
        let newest = number.as_ref().map_or(0, |column| column.max_value());
        let most = (extras.plus + rest + whole_set) * newness.factor(Some(newest));
        Ok(Ranking { order, number, newness, extras: own, plus: extras.plus, whole_set, most })
    }

    fn value(&self, doc: DocId) -> Option<u64> {
        self.number.as_ref().and_then(|column| column.first(doc))
    }

    /// The document's key and score, or nothing if its key is below `floor`.
    pub fn key(&mut self, doc: DocId, floor: u64) -> Option<(u64, f32)> {
        match self.order {
            Order::Score { .. } => {
                let scaled = self.score(doc, floor)?;
                Some((key_of(scaled), scaled))
            }
            // Documents without a number come last in both directions.
            Order::Number { large_first: true, .. } => Some((self.value(doc).map_or(0, |v| v.saturating_add(1)), 0.0)),
            Order::Number { large_first: false, .. } => Some((self.value(doc).map_or(0, |v| u64::MAX - v), 0.0)),
        }
    }

    fn score(&mut self, doc: DocId, floor: u64) -> Option<f32> {
        let reaches = |most: f32| key_of(most * ROUNDING) >= floor;
        if !reaches(self.most) {
            return None;
        }
        let factor = self.newness.factor(self.value(doc));
        let mut score = self.plus;
        let mut whole_set = self.whole_set;
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
