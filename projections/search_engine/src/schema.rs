// SPDX-License-Identifier: GPL-3.0-or-later
//! The fields, as the caller describes them, and the tokenizer for ready-made terms.

use crate::wire::Reader;
use crate::Failure;
use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::{
    BytesOptions, Field, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};
use tantivy::Term;

pub const ID: &str = "\u{1}id";
pub const TOKENIZER: &str = "terms";

#[derive(Clone, Copy, PartialEq)]
pub enum Kind {
    /// Terms with positions and frequencies; scored.
    Scored,
    /// Terms with positions; matched, not scored by length.
    Matched,
    /// Whole values, any number of them.
    Keyword,
    /// One whole value, also as a column: facets, hits.
    Value,
    /// One number, as a column: ranges, order, facets, hits.
    Number,
}

#[derive(Clone)]
pub struct FieldInfo {
    pub name: String,
    pub kind: Kind,
    pub field: Field,
    /// Of a Scored field: the usual number of terms, against which a text is short or long.
    pub usual_length: u32,
}

pub struct Fields {
    pub all: Vec<FieldInfo>,
    pub id: Field,
    pub schema: Schema,
}

impl Fields {
    /// Layout: count, then for each field: name, u8 kind, u32 usual length.
    pub fn read(reader: &mut Reader) -> Result<Fields, Failure> {
        let mut builder = Schema::builder();
        let id = builder.add_bytes_field(ID, BytesOptions::default().set_indexed().set_fast());
        let mut all: Vec<FieldInfo> = Vec::new();
        for _ in 0..reader.u32()? {
            let name = reader.text()?.to_string();
            if all.iter().any(|other| other.name == name) || name == ID || name.is_empty() {
                return Err(Failure::bad_request("a field's name twice, or none"));
            }
            let kind = match reader.u8()? {
                0 => Kind::Scored,
                1 => Kind::Matched,
                2 => Kind::Keyword,
                3 => Kind::Value,
                4 => Kind::Number,
                other => return Err(Failure::bad_request(format!("field kind {other}"))),
            };
            let usual_length = reader.u32()?.max(1);
            let field = match kind {
                Kind::Number => builder.add_u64_field(&name, NumericOptions::default().set_fast()),
                _ => builder.add_text_field(&name, text_options(kind)),
            };
            all.push(FieldInfo { name, kind, field, usual_length });
        }
        Ok(Fields { all, id, schema: builder.build() })
    }

    pub fn get(&self, ordinal: u32) -> Result<&FieldInfo, Failure> {
        self.all
            .get(ordinal as usize)
            .ok_or_else(|| Failure::bad_request(format!("field {ordinal}")))
    }

    pub fn text(&self, ordinal: u32) -> Result<&FieldInfo, Failure> {
        let info = self.get(ordinal)?;
        if info.kind == Kind::Number {
            return Err(Failure::bad_request("a number's field where terms are needed"));
        }
        Ok(info)
    }

    pub fn number(&self, ordinal: u32) -> Result<&FieldInfo, Failure> {
        let info = self.get(ordinal)?;
        if info.kind != Kind::Number {
            return Err(Failure::bad_request("a field of terms where a number's is needed"));
        }
        Ok(info)
    }
}

fn text_options(kind: Kind) -> TextOptions {
    let (tokenizer, record, norms) = match kind {
        Kind::Scored => (TOKENIZER, IndexRecordOption::WithFreqsAndPositions, true),
        Kind::Matched => (TOKENIZER, IndexRecordOption::WithFreqsAndPositions, false),
        _ => ("raw", IndexRecordOption::Basic, false),
    };
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(tokenizer)
        .set_index_option(record)
        .set_fieldnorms(norms);
    let options = TextOptions::default().set_indexing_options(indexing);
    if kind == Kind::Value { options.set_fast(Some("raw")) } else { options }
}

/// Scores use no statistics of the collection: what others may read must not show in anybody's order or numbers, and
/// an index gives the same scores however often it was merged. A query's words are ANDed, so that rarity, which is the
/// same factor in all that match, decides little.
pub struct FixedStatistics<'a>(pub &'a Fields);

impl Bm25StatisticsProvider for FixedStatistics<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        let usual = self.0.all.iter().find(|info| info.field == field);
        Ok(self.total_num_docs()? * usual.map_or(1, |info| u64::from(info.usual_length)))
    }
    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(1_000_000)
    }
    fn doc_freq(&self, _: &Term) -> tantivy::Result<u64> {
        Ok(367_879) // 1 / e of the above: an inverse document frequency of 1
    }
}

/// Takes terms apart that the caller joined: a space goes to the next position, U+001E stays at the same one, U+001D
/// goes on after a gap that no phrase crosses.
#[derive(Clone)]
pub struct TermsTokenizer;

pub struct TermsStream<'a> {
    text: &'a str,
    at: usize,
    token: Token,
}

const GAP: usize = 200;

impl Tokenizer for TermsTokenizer {
    type TokenStream<'a> = TermsStream<'a>;
    fn token_stream<'a>(&'a mut self, text: &'a str) -> TermsStream<'a> {
        TermsStream { text, at: 0, token: Token { position: usize::MAX, ..Token::default() } }
    }
}

impl TokenStream for TermsStream<'_> {
    fn advance(&mut self) -> bool {
        let bytes = self.text.as_bytes();
        let mut step = if self.token.position == usize::MAX { 1 } else { 0 };
        while self.at < bytes.len() {
            match bytes[self.at] {
                b' ' => step = step.max(1),
                0x1D => step = GAP,
                0x1E => {}
                _ => break,
            }
            self.at += 1;
        }
        let rest = &bytes[self.at..];
        if rest.is_empty() {
            return false;
        }
        let length = rest.iter().position(|b| matches!(b, b' ' | 0x1D | 0x1E)).unwrap_or(rest.len());
        self.token.position = self.token.position.wrapping_add(step);
        self.token.offset_from = self.at;
        self.at += length;
        self.token.offset_to = self.at;
        self.token.text.clear();
        self.token.text.push_str(&self.text[self.token.offset_from..self.at]);
        true
    }
    fn token(&self) -> &Token {
        &self.token
    }
    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
