// SPDX-License-Identifier: GPL-3.0-or-later
//! The C border of the engine; see search_engine.h. Only this file is unsafe.

mod check;
mod digest;
mod document;
mod engine;
mod facets;
mod query;
mod rank;
mod schema;
mod search;
mod terms;
mod wire;

use engine::Engine;
use std::panic::{catch_unwind, AssertUnwindSafe};
use tantivy::directory::error::OpenDirectoryError;
use tantivy::TantivyError;

/// Why a call failed: one of the statuses of search_engine.h and a text for the log.
#[derive(Debug)]
pub struct Failure {
    status: i32,
    text: String,
}

impl Failure {
    pub fn bad_request(text: impl Into<String>) -> Failure {
        Failure { status: 1, text: text.into() }
    }
    pub fn unusable(text: impl Into<String>) -> Failure {
        Failure { status: 2, text: text.into() }
    }
    pub fn internal(text: impl Into<String>) -> Failure {
        Failure { status: 5, text: text.into() }
    }
}

impl From<TantivyError> for Failure {
    fn from(error: TantivyError) -> Failure {
        let status = match &error {
            TantivyError::OpenReadError(_)
            | TantivyError::DataCorruption(_)
            | TantivyError::IncompatibleIndex(_)
            | TantivyError::SchemaError(_)
            | TantivyError::OpenDirectoryError(OpenDirectoryError::DoesNotExist(_)) => 2,
            TantivyError::LockFailure(..) => 3,
            TantivyError::IoError(_) | TantivyError::OpenWriteError(_) | TantivyError::OpenDirectoryError(_) => 4,
            _ => 5,
        };
        Failure { status, text: error.to_string() }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Failure {
        Failure { status: 4, text: error.to_string() }
    }
}

#[repr(C)]
pub struct Buffer {
    data: *mut u8,
    size: usize,
}

fn give(answer: *mut Buffer, bytes: Vec<u8>) {
    if answer.is_null() {
        return;
    }
    let boxed = bytes.into_boxed_slice();
    let size = boxed.len();
    let data = if size == 0 { std::ptr::null_mut() } else { Box::into_raw(boxed) as *mut u8 };
    // SAFETY: the caller gives a buffer of ours to write to (search_engine.h).
    unsafe { *answer = Buffer { data, size } };
}

fn guarded(answer: *mut Buffer, work: impl FnOnce() -> Result<Vec<u8>, Failure>) -> i32 {
    let outcome = catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(Failure::internal("a panic inside the search engine")));
    match outcome {
        Ok(bytes) => {
            give(answer, bytes);
            0
        }
        Err(failure) => {
            give(answer, failure.text.into_bytes());
            failure.status
        }
    }
}

/// The request's bytes; empty if the pointer is null.
///
/// SAFETY: `request` points to `size` readable bytes for the length of the call, or is null.
unsafe fn message<'a>(request: *const u8, size: usize) -> &'a [u8] {
    if request.is_null() || size == 0 { &[] } else { std::slice::from_raw_parts(request, size) }
}

/// SAFETY: `engine` came from chauban_search_open and is not closed yet, or is null.
unsafe fn opened<'a>(engine: *const Engine) -> Result<&'a Engine, Failure> {
    engine.as_ref().ok_or_else(|| Failure::bad_request("no engine"))
}

#[no_mangle]
pub unsafe extern "C" fn chauban_search_open(
    request: *const u8, size: usize, engine: *mut *mut Engine, answer: *mut Buffer,
) -> i32 {
    guarded(answer, || {
        if engine.is_null() {
            return Err(Failure::bad_request("no place for the engine"));
        }
        let made = Engine::open(message(request, size))?;
        *engine = Box::into_raw(Box::new(made));
        Ok(Vec::new())
    })
}

#[no_mangle]
pub unsafe extern "C" fn chauban_search_check(request: *const u8, size: usize, answer: *mut Buffer) -> i32 {
    guarded(answer, || check::damaged_files(message(request, size)))
}

macro_rules! call_with_request {
    ($name:ident, $method:ident) => {
        #[no_mangle]
        pub unsafe extern "C" fn $name(
            engine: *mut Engine, request: *const u8, size: usize, answer: *mut Buffer,
        ) -> i32 {
            guarded(answer, || opened(engine)?.$method(message(request, size)))
        }
    };
}
call_with_request!(chauban_search_put, put);
call_with_request!(chauban_search_erase, erase);
call_with_request!(chauban_search_commit, commit);
call_with_request!(chauban_search_search, search);
call_with_request!(chauban_search_terms, terms);

macro_rules! call {
    ($name:ident, $method:ident) => {
        #[no_mangle]
        pub unsafe extern "C" fn $name(engine: *mut Engine, answer: *mut Buffer) -> i32 {
            guarded(answer, || opened(engine)?.$method())
        }
    };
}
call!(chauban_search_status, status);
call!(chauban_search_digest, digest);
call!(chauban_search_merge_all, merge_all);

#[no_mangle]
pub unsafe extern "C" fn chauban_search_close(engine: *mut Engine) {
    if !engine.is_null() {
        let owned = Box::from_raw(engine);
        let _ = catch_unwind(AssertUnwindSafe(move || drop(owned)));
    }
}

#[no_mangle]
pub unsafe extern "C" fn chauban_search_free(answer: *mut Buffer) {
    if let Some(buffer) = answer.as_mut() {
        if !buffer.data.is_null() {
            drop(Box::from_raw(std::ptr::slice_from_raw_parts_mut(buffer.data, buffer.size)));
        }
        *buffer = Buffer { data: std::ptr::null_mut(), size: 0 };
    }
}
