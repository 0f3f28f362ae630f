// SPDX-License-Identifier: GPL-3.0-or-later
//! Flat messages: little-endian numbers; texts and lists preceded by a u32 count; a u32 version first.
//! A reader never trusts a count: it allocates nothing by it and stops at the first byte that is missing.

use crate::Failure;

pub const VERSION: u32 = 2;

pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Checks the version.
    pub fn open(message: &'a [u8]) -> Result<Reader<'a>, Failure> {
        let mut reader = Reader { rest: message };
        match reader.u32()? {
            VERSION => Ok(reader),
            other => Err(Failure::bad_request(format!("version {other} of a message"))),
        }
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], Failure> {
        if count > self.rest.len() {
            return Err(Failure::bad_request("a message that is too short"));
        }
        let (head, tail) = self.rest.split_at(count);
        self.rest = tail;
        Ok(head)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Failure> {
        let mut out = [0; N];
        out.copy_from_slice(self.take(N)?);
        Ok(out)
    }

    pub fn u8(&mut self) -> Result<u8, Failure> {
        Ok(self.array::<1>()?[0])
    }
    pub fn u32(&mut self) -> Result<u32, Failure> {
        Ok(u32::from_le_bytes(self.array()?))
    }
    pub fn u64(&mut self) -> Result<u64, Failure> {
        Ok(u64::from_le_bytes(self.array()?))
    }
    /// Finite and not negative: weights and boosts.
    pub fn weight(&mut self) -> Result<f32, Failure> {
        let value = f32::from_le_bytes(self.array()?);
        if value.is_finite() && (0.0..=1e6).contains(&value) {
            return Ok(value);
        }
        Err(Failure::bad_request("a weight out of range"))
    }
    pub fn bytes(&mut self) -> Result<&'a [u8], Failure> {
        let count = self.u32()? as usize;
        self.take(count)
    }
    pub fn text(&mut self) -> Result<&'a str, Failure> {
        std::str::from_utf8(self.bytes()?).map_err(|_| Failure::bad_request("a text that is not UTF-8"))
    }
    /// A message with more behind its end was written by somebody who means something else.
    pub fn finish(self) -> Result<(), Failure> {
        match self.rest.len() {
            0 => Ok(()),
            more => Err(Failure::bad_request(format!("{more} bytes behind the end of a message"))),
        }
    }
}

pub struct Writer {
    pub out: Vec<u8>,
}

impl Writer {
    pub fn new() -> Writer {
        let mut writer = Writer { out: Vec::with_capacity(256) };
        writer.u32(VERSION);
        writer
    }
    pub fn u8(&mut self, value: u8) {
        self.out.push(value);
    }
    pub fn u32(&mut self, value: u32) {
        self.out.extend_from_slice(&value.to_le_bytes());
    }
    pub fn u64(&mut self, value: u64) {
        self.out.extend_from_slice(&value.to_le_bytes());
    }
    pub fn f32(&mut self, value: f32) {
        self.out.extend_from_slice(&value.to_le_bytes());
    }
    pub fn bytes(&mut self, value: &[u8]) {
        self.u32(value.len() as u32);
        self.out.extend_from_slice(value);
    }
}
