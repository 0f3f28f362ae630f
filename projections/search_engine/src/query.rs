// SPDX-License-Identifier: GPL-3.0-or-later
//! The query tree. Layout of a node: u8 tag, then
//!   0 all · 1 none
//!   2 term       u32 field, text
//!   3 phrase     u32 field, u32 slop, count, texts (two or more)
//!   4 prefix     u32 field, text
//!   5 range      u32 field, u64 from, u64 to (both included)
//!   6 any of     u32 field, count, texts
//!   7 boolean    count of musts, nodes, count of shoulds, nodes, count of must-nots, nodes, u32 shoulds that must
//!   match
//!   8 boost      f32, node
//!   9 constant   f32, node: this score whatever the node's own is

use crate::schema::{Fields, Kind};
use crate::wire::Reader;
use crate::Failure;
use std::ops::Bound;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, EnableScoring, Occur, PhraseQuery, Query,
    RangeQuery, TermQuery, TermSetQuery, Weight,
};
use tantivy::schema::IndexRecordOption;
use tantivy::Term;

const MAX_DEPTH: u32 = 24;
const MAX_NODES: u32 = 4096;

/// The most that one term can score: BM25's k1 + 1 at an inverse document frequency of 1 (schema.rs), rounded up.
const MOST_OF_TERM: f32 = 2.25;

/// A query and the most that a document can score by it.
pub struct Rated {
    pub query: Box<dyn Query>,
    pub most: f32,
    /// Every match scores this, whatever the query says.
    pub constant: Option<f32>,
}

impl Rated {
    fn new(query: impl Query, most: f32) -> Rated {
        Rated { query: Box::new(query), most, constant: None }
    }

    /// For asking whether a document matches and what it scores then; a constant's query need not count.
    pub fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        match (self.constant, scoring.searcher()) {
            (Some(_), Some(searcher)) => self.query.weight(EnableScoring::disabled_from_searcher(searcher)),
            _ => self.query.weight(scoring),
        }
    }

    fn into_query(self) -> Box<dyn Query> {
        match self.constant {
            Some(score) => Box::new(ConstScoreQuery::new(self.query, score)),
            None => self.query,
        }
    }
}

pub struct TreeReader<'f> {
    fields: &'f Fields,
    nodes: u32,
}

pub fn read_tree(reader: &mut Reader, fields: &Fields) -> Result<Rated, Failure> {
    TreeReader { fields, nodes: 0 }.node(reader, 0)
}

impl TreeReader<'_> {
    fn node(&mut self, reader: &mut Reader, depth: u32) -> Result<Rated, Failure> {
        self.nodes += 1;
        if depth > MAX_DEPTH || self.nodes > MAX_NODES {
            return Err(Failure::bad_request("a query that is too deep or too large"));
        }
        Ok(match reader.u8()? {
            0 => Rated::new(AllQuery, 1.0),
            1 => Rated::new(EmptyQuery, 0.0),
            2 => Rated::new(self.term(reader)?, MOST_OF_TERM),
            3 => {
                let phrase = self.phrase(reader)?;
                let most = MOST_OF_TERM * phrase.phrase_terms().len() as f32;
                Rated::new(phrase, most)
            }
            4 => Rated::new(self.prefix(reader)?, 1.0),
            5 => Rated::new(self.range(reader)?, 1.0),
            6 => Rated::new(self.any_of(reader)?, 1.0),
            7 => self.boolean(reader, depth)?,
            8 => {
                let weight = reader.weight()?;
                let inner = self.node(reader, depth + 1)?;
                let most = inner.most * weight;
                Rated::new(BoostQuery::new(inner.into_query(), weight), most)
            }
            9 => {
                let score = reader.weight()?;
                Rated { most: score, constant: Some(score), ..self.node(reader, depth + 1)? }
            }
            other => return Err(Failure::bad_request(format!("node {other} of a query"))),
        })
    }

    fn term(&self, reader: &mut Reader) -> Result<TermQuery, Failure> {
        let info = self.fields.text(reader.u32()?)?;
        let record = match info.kind {
            Kind::Scored | Kind::Matched => IndexRecordOption::WithFreqs,
            _ => IndexRecordOption::Basic,
        };
        Ok(TermQuery::new(Term::from_field_text(info.field, reader.text()?), record))
    }

    fn phrase(&mut self, reader: &mut Reader) -> Result<PhraseQuery, Failure> {
        let info = self.fields.text(reader.u32()?)?;
        let slop = reader.u32()?.min(1000);
        let mut terms = Vec::new();
        for _ in 0..reader.u32()? {
            self.nodes += 1;
            terms.push(Term::from_field_text(info.field, reader.text()?));
        }
        if terms.len() < 2 || self.nodes > MAX_NODES || !matches!(info.kind, Kind::Scored | Kind::Matched) {
            return Err(Failure::bad_request("a phrase of fewer than two terms, or in a field without positions"));
        }
        let mut query = PhraseQuery::new(terms);
        query.set_slop(slop);
        Ok(query)
    }

    fn prefix(&self, reader: &mut Reader) -> Result<RangeQuery, Failure> {
        let info = self.fields.text(reader.u32()?)?;
        let beginning = reader.text()?;
        let end = format!("{beginning}{}", char::MAX);
        Ok(RangeQuery::new(
            Bound::Included(Term::from_field_text(info.field, beginning)),
            Bound::Excluded(Term::from_field_text(info.field, &end)),
        ))
    }

    fn range(&self, reader: &mut Reader) -> Result<RangeQuery, Failure> {
        let field = self.fields.number(reader.u32()?)?.field;
        let (from, to) = (reader.u64()?, reader.u64()?);
        Ok(RangeQuery::new(
            Bound::Included(Term::from_field_u64(field, from)),
            Bound::Included(Term::from_field_u64(field, to)),
        ))
    }

    fn any_of(&mut self, reader: &mut Reader) -> Result<TermSetQuery, Failure> {
        let field = self.fields.text(reader.u32()?)?.field;
        let mut terms = Vec::new();
        for _ in 0..reader.u32()? {
            terms.push(Term::from_field_text(field, reader.text()?));
        }
        Ok(TermSetQuery::new(terms))
    }

    fn boolean(&mut self, reader: &mut Reader, depth: u32) -> Result<Rated, Failure> {
        let mut clauses = Vec::new();
        let mut most = 0.0;
        for occur in [Occur::Must, Occur::Should, Occur::MustNot] {
            for _ in 0..reader.u32()? {
                let rated = self.node(reader, depth + 1)?;
                if occur != Occur::MustNot {
                    most += rated.most;
                }
                clauses.push((occur, rated.into_query()));
            }
        }
        let needed = reader.u32()? as usize;
        let shoulds = clauses.iter().filter(|(occur, _)| *occur == Occur::Should).count();
        let musts = clauses.iter().any(|(occur, _)| *occur == Occur::Must);
        if needed > shoulds || (needed == 0 && !musts) {
            return Err(Failure::bad_request("a query that asks for nothing, or for more than it offers"));
        }
        Ok(Rated::new(BooleanQuery::with_minimum_required_clauses(clauses, needed), most))
    }
}
