//! What sessions see, on one thread and several.

use parking_lot::{Mutex, MutexGuard};

use super::{Event, Heading, Kind, Options, Report, function, recording, scope, start, thread_number};
use crate::{Tensor, autograd};

/// A session of all threads would see the other tests of this file.
fn alone() -> MutexGuard<'static, ()> {
    static ONE: Mutex<()> = Mutex::new(());
    ONE.lock()
}

fn ones(shape: &[usize]) -> Tensor {
    Tensor::from_slice(&vec![1.0f32; shape.iter().product()], shape).unwrap()
}

fn names(report: &Report) -> Vec<&str> {
    report.events().iter().map(|event| event.name.as_str()).collect()
}

fn find<'a>(report: &'a Report, name: &str) -> &'a Event {
    report.events().iter().find(|event| event.name == name).unwrap()
}

#[test]
fn operations_blocks_and_what_is_inside() {
    let _alone = alone();
    let x = ones(&[2, 3]);
    let session = start(Options { shapes: true, ..Options::default() });
    assert!(recording());
    {
        let _block = scope("block");
        x.exp().unwrap();
    }
    let report = session.stop();
    assert!(!recording());
    x.exp().unwrap();
    assert_eq!(names(&report), ["block", "aten::exp"]);
    let exp = find(&report, "aten::exp");
    assert_eq!((exp.parent, exp.kind), (Some(0), Kind::Operation));
    assert_eq!(exp.arguments[0].shape(), Some(&[2i64, 3][..]));
    let block = &report.events()[0];
    assert!(block.start <= exp.start && exp.end <= block.end);
    assert_eq!(report.totals().len(), 2);
    assert!(report.table(1).lines().count() == 2);
}

#[test]
fn a_backward_pass_names_its_nodes_and_their_operations() {
    let _alone = alone();
    let x = ones(&[3]);
    x.set_requires_grad(true).unwrap();
    let session = start(Options::default());
    let loss = x.exp().unwrap().sum(None).unwrap();
    autograd::backward(&[loss], &[], Default::default()).unwrap();
    let report = session.stop();
    let (exp, rule) = (find(&report, "aten::exp"), find(&report, "ExpBackward0"));
    assert_eq!((rule.sequence, rule.forward_thread), (exp.sequence, Some(exp.thread)));
    assert!(exp.sequence.is_some());
    let around = &report.events()[rule.parent.unwrap()];
    assert_eq!(around.name, "autograd::engine::evaluate_function: ExpBackward0");
    assert_eq!(find(&report, "torch::autograd::AccumulateGrad").sequence, None);
}

#[test]
fn memory_counts_to_operations_and_to_what_is_around_them() {
    let _alone = alone();
    let x = ones(&[64]);
    let session = start(Options { memory: true, ..Options::default() });
    let block = scope("block");
    let y = x.exp().unwrap();
    drop(block);
    drop(y);
    let report = session.stop();
    assert_eq!(find(&report, "aten::exp").self_allocated, 256);
    assert_eq!((find(&report, "block").allocated, find(&report, "block").self_allocated), (256, 0));
    let last = report.memory().last().unwrap();
    assert_eq!((last.bytes, last.event), (-256, None));
}

#[test]
fn other_threads_are_seen_only_where_asked_for() {
    let _alone = alone();
    // Other tests may run operations meanwhile.
    let run = |all_threads| {
        let session = start(Options { all_threads, ..Options::default() });
        let other = std::thread::spawn(|| {
            ones(&[2]).exp().unwrap();
            thread_number()
        });
        let other = other.join().unwrap();
        ones(&[2]).neg().unwrap();
        let report = session.stop();
        let on = |thread| -> Vec<String> {
            report.events().iter().filter(|event| event.thread == thread).map(|event| event.name.clone()).collect()
        };
        (on(thread_number()).join(" "), on(other).join(" "))
    };
    assert_eq!(run(false), ("aten::neg".to_owned(), String::new()));
    assert_eq!(run(true), ("aten::neg".to_owned(), "aten::exp".to_owned()));
}

#[test]
fn sessions_of_several_threads_do_not_meet() {
    let _alone = alone();
    let threads: Vec<_> = (0..4)
        .map(|count| {
            std::thread::spawn(move || {
                let session = start(Options::default());
                (0..count).for_each(|_| drop(ones(&[2]).exp().unwrap()));
                session.stop().events().len() == count
            })
        })
        .collect();
    assert!(threads.into_iter().all(|thread| thread.join().unwrap()));
}

#[test]
fn a_second_session_takes_the_place_of_the_first() {
    let _alone = alone();
    let outer = start(Options::default());
    let inner = start(Options::default());
    ones(&[2]).exp().unwrap();
    assert!(outer.is_closed());
    assert_eq!(names(&inner.stop()), ["aten::exp"]);
    ones(&[2]).exp().unwrap();
    assert!(outer.stop().events().is_empty());
}

#[test]
fn paused_and_dropped_sessions_see_nothing() {
    let _alone = alone();
    let session = start(Options::default());
    session.set_recording(false);
    ones(&[2]).exp().unwrap();
    session.set_recording(true);
    ones(&[2]).neg().unwrap();
    assert_eq!(names(&session.stop()), ["aten::neg"]);
    drop(start(Options::default()));
    assert!(!recording());
}

#[test]
fn blocks_that_outlive_others_or_the_session() {
    let _alone = alone();
    let session = start(Options::default());
    let (first, second) = (scope("first"), scope("second"));
    drop(first);
    std::thread::sleep(std::time::Duration::from_micros(50));
    drop(second);
    let open = scope("open");
    let report = session.stop();
    drop(open);
    assert_eq!(names(&report), ["first", "second", "open"]);
    // The second ends after the first: it is not inside.
    assert_eq!(report.events()[1].parent, None);
    assert!(report.events()[2].end >= report.events()[2].start);
}

#[test]
fn failures_end_their_events() {
    let _alone = alone();
    let session = start(Options { flops: true, ..Options::default() });
    assert!(ones(&[2, 3]).mm(&ones(&[2, 3])).is_err());
    drop(function("custom", &[&ones(&[1])]));
    let report = session.stop();
    assert_eq!(names(&report), ["aten::mm", "custom"]);
    assert!(report.events().iter().all(|event| event.parent.is_none() && event.end >= event.start));
}

#[test]
fn traces_escape_names_and_join_operations_to_nodes() {
    let _alone = alone();
    let x = ones(&[3]);
    x.set_requires_grad(true).unwrap();
    let session = start(Options { shapes: true, memory: true, ..Options::default() });
    drop(scope("a \"quoted\"\n\\name"));
    autograd::backward(&[x.exp().unwrap().sum(None).unwrap()], &[], Default::default()).unwrap();
    let mut text = Vec::new();
    let metadata = [("key".to_owned(), "[1]".to_owned())];
    session
        .stop()
        .write_chrome_trace(&mut text, Heading { name: "t", metadata: &metadata, ..Default::default() })
        .unwrap();
    let text = String::from_utf8(text).unwrap();
    assert!(text.contains(r#""name": "a \"quoted\"\u000a\\name""#));
    assert!(text.contains(r#""key": [1],"#) && text.contains(r#""cat": "fwdbwd""#) && text.contains("[memory]"));
    assert_eq!(text.matches('{').count(), text.matches('}').count());
}
