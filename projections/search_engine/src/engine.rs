// SPDX-License-Identifier: GPL-3.0-or-later
//! The index on disk: opening, writing, and the snapshots that searches read.

use crate::document::{read_erase, read_put};
use crate::schema::{Fields, TermsTokenizer, TOKENIZER};
use crate::wire::{Reader, Writer};
use crate::Failure;
use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Mutex, RwLock};
use std::time::{Duration, Instant};
use tantivy::directory::MmapDirectory;
use tantivy::indexer::{IndexWriterOptions, LogMergePolicy};
use tantivy::{Index, IndexReader, IndexSettings, IndexWriter, ReloadPolicy, Searcher, TantivyError};

/// A snapshot stays for paging this long after its last use, and no more than so many stay.
const SNAPSHOT_LIFE: Duration = Duration::from_secs(60);
const MAX_SNAPSHOTS: usize = 32;

#[derive(Clone)]
pub struct Snapshot {
    pub generation: u64,
    pub searcher: Searcher,
}

struct Writing {
    writer: Option<IndexWriter>, // absent while merge_all makes a new one, and after a failure until the next change
    pending: u64,                // changes since the last commit
}

pub struct Engine {
    pub fields: Fields,
    index: Index,
    reader: IndexReader,
    memory: usize,
    writing: Mutex<Writing>,
    current: RwLock<Snapshot>,
    kept: Mutex<VecDeque<(Instant, Snapshot)>>,
    /// Held by whoever reads segments; taken alone by merge_all before it removes the old ones' files.
    pub reading: RwLock<()>,
}

impl Engine {
    /// Layout: folder, u64 memory in bytes, fields.
    pub fn open(message: &[u8]) -> Result<Engine, Failure> {
        let mut reader = Reader::open(message)?;
        let folder = reader.text()?;
        let memory = usize::try_from(reader.u64()?).unwrap_or(usize::MAX).clamp(16 << 20, 1 << 30);
        let fields = Fields::read(&mut reader)?;
        reader.finish()?;

        let directory = MmapDirectory::open(Path::new(folder)).map_err(tantivy::TantivyError::from)?;
        let exists = Index::exists(&directory).map_err(tantivy::TantivyError::from)?;
        let index = if exists {
            Index::open(directory)?
        } else {
            let settings = IndexSettings { docstore_compress_dedicated_thread: false, ..IndexSettings::default() };
            Index::create(directory, fields.schema.clone(), settings)?
        };
        if index.schema() != fields.schema {
            return Err(Failure::unusable("an index of other fields"));
        }
        index.tokenizers().register(TOKENIZER, TermsTokenizer);
        let writer = new_writer(&index, memory)?;
        // What merges left that a stop cut off. A disk that will not have it can do so another time.
        let _ = writer.garbage_collect_files().wait();
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let current = Snapshot { generation: 1, searcher: reader.searcher() };
        Ok(Engine {
            fields,
            index,
            reader,
            memory,
            writing: Mutex::new(Writing { writer: Some(writer), pending: 0 }),
            current: RwLock::new(current),
            kept: Mutex::new(VecDeque::new()),
            reading: RwLock::new(()),
        })
    }

    pub fn put(&self, message: &[u8]) -> Result<Vec<u8>, Failure> {
        let put = read_put(message, &self.fields)?;
        self.write(|writer| {
            writer.delete_term(put.id);
            writer.add_document(put.document)
        })
    }

    pub fn erase(&self, message: &[u8]) -> Result<Vec<u8>, Failure> {
        let id = read_erase(message, &self.fields)?;
        self.write(|writer| Ok(writer.delete_term(id)))
    }

    fn write(&self, work: impl FnOnce(&IndexWriter) -> tantivy::Result<u64>) -> Result<Vec<u8>, Failure> {
        let mut writing = locked(&self.writing)?;
        let writer = self.present(&mut writing)?;
        if let Err(failure) = work(writer) {
            return Err(give_up(&mut writing, failure));
        }
        writing.pending += 1;
        Ok(Vec::new())
    }

    /// A writer that met a full disk is of no use any more: its place is taken by a new one.
    fn present<'a>(&self, writing: &'a mut Writing) -> Result<&'a mut IndexWriter, Failure> {
        if writing.writer.is_none() {
            writing.writer = Some(new_writer(&self.index, self.memory)?);
        }
        writing.writer.as_mut().ok_or_else(closed)
    }

    /// Layout: payload.
    pub fn commit(&self, message: &[u8]) -> Result<Vec<u8>, Failure> {
        let mut reader = Reader::open(message)?;
        let payload = reader.text()?;
        reader.finish()?;
        let mut writing = locked(&self.writing)?;
        let writer = self.present(&mut writing)?;
        let committed = writer.prepare_commit().and_then(|mut prepared| {
            prepared.set_payload(payload);
            prepared.commit()
        });
        if let Err(failure) = committed {
            return Err(give_up(&mut writing, failure));
        }
        writing.pending = 0;
        drop(writing);
        self.renew()?;
        Ok(Vec::new())
    }

    fn renew(&self) -> Result<(), Failure> {
        self.reader.reload()?;
        let mut current = self.current.write().map_err(|_| poisoned())?;
        *current = Snapshot { generation: current.generation + 1, searcher: self.reader.searcher() };
        Ok(())
    }

    /// Layout of the answer: payload, u64 documents, u64 generation.
    pub fn status(&self) -> Result<Vec<u8>, Failure> {
        let payload = self.index.load_metas()?.payload.unwrap_or_default();
        let snapshot = self.snapshot(0)?;
        let mut writer = Writer::new();
        writer.bytes(payload.as_bytes());
        writer.u64(snapshot.searcher.num_docs());
        writer.u64(snapshot.generation);
        Ok(writer.out)
    }

    /// The snapshot of this generation while it is kept, else the present one.
    pub fn snapshot(&self, generation: u64) -> Result<Snapshot, Failure> {
        let current = self.current.read().map_err(|_| poisoned())?.clone();
        if generation == 0 || generation == current.generation {
            return Ok(current);
        }
        let kept = locked(&self.kept)?;
        let found = kept.iter().find(|(used, s)| s.generation == generation && used.elapsed() < SNAPSHOT_LIFE);
        Ok(found.map_or(current, |(_, snapshot)| snapshot.clone()))
    }

    /// Keeps a snapshot for the next page of an answer.
    pub fn keep(&self, snapshot: &Snapshot) -> Result<(), Failure> {
        let mut kept = locked(&self.kept)?;
        kept.retain(|(used, s)| s.generation != snapshot.generation && used.elapsed() < SNAPSHOT_LIFE);
        if kept.len() == MAX_SNAPSHOTS {
            kept.pop_front();
        }
        kept.push_back((Instant::now(), snapshot.clone()));
        Ok(())
    }

    /// Waits for merges under way, merges what is left, lets go of every old snapshot, and removes the old files.
    pub fn merge_all(&self) -> Result<Vec<u8>, Failure> {
        let mut writing = locked(&self.writing)?;
        if writing.pending > 0 {
            return Err(Failure::bad_request("changes wait for a commit"));
        }
        if let Some(writer) = writing.writer.take() {
            writer.wait_merging_threads()?;
        }
        let mut writer = new_writer(&self.index, self.memory)?;
        let segments = self.index.searchable_segment_metas()?;
        if segments.len() > 1 || segments.iter().any(|segment| segment.has_deletes()) {
            let ids: Vec<_> = segments.iter().map(|segment| segment.id()).collect();
            drop(segments);
            writer.merge(&ids).wait()?;
        }
        let alone = self.reading.write().map_err(|_| poisoned())?;
        locked(&self.kept)?.clear();
        self.renew()?;
        writer.garbage_collect_files().wait()?;
        drop(alone);
        writing.writer = Some(writer);
        Ok(Vec::new())
    }
}

fn new_writer(index: &Index, memory: usize) -> Result<IndexWriter, Failure> {
    let options = IndexWriterOptions::builder()
        .memory_budget_per_thread(memory)
        .num_worker_threads(1)
        .num_merge_threads(1)
        .build();
    let writer: IndexWriter = index.writer_with_options(options)?;
    // The library's policy takes all segments under 10,000 documents for equals and writes them again with every eighth
    // commit; ours are a few hundred to a few thousand, and each document should be written again once a level.
    let mut merging = LogMergePolicy::default();
    merging.set_min_layer_size(1_000);
    merging.set_del_docs_ratio_before_merge(0.5);
    writer.set_merge_policy(Box::new(merging));
    Ok(writer)
}

/// What was put since the last commit is gone with the writer: the caller puts it again. A thread of the writer's that
/// died left its reason for whoever commits.
fn give_up(writing: &mut Writing, failure: TantivyError) -> Failure {
    writing.pending = 0;
    let reason = match (writing.writer.take(), &failure) {
        (Some(mut writer), TantivyError::ErrorInThread(_)) => writer.prepare_commit().err(),
        _ => None,
    };
    reason.unwrap_or(failure).into()
}

fn locked<T>(mutex: &Mutex<T>) -> Result<std::sync::MutexGuard<'_, T>, Failure> {
    mutex.lock().map_err(|_| poisoned())
}
fn poisoned() -> Failure {
    Failure::internal("an earlier panic left the engine half-way")
}
fn closed() -> Failure {
    Failure::internal("no writer")
}
