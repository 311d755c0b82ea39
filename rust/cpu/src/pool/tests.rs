use super::testing::alone;
use super::*;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Tests that set the number of threads take turns.
fn with_threads(n: usize) -> impl Drop {
    struct Threads {
        before: usize,
        _turn: MutexGuard<'static, ()>,
    }
    impl Drop for Threads {
        fn drop(&mut self) {
            set_num_threads(self.before);
        }
    }
    static TURN: Mutex<()> = Mutex::new(());
    let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let before = num_threads();
    set_num_threads(n);
    Threads { before, _turn: turn }
}

fn each_once(chunks: usize) -> bool {
    let seen: Vec<AtomicUsize> = (0..chunks).map(|_| AtomicUsize::new(0)).collect();
    parallel(chunks, &|i| {
        seen[i].fetch_add(1, Ordering::Relaxed);
    });
    seen.into_iter().all(|n| n.into_inner() == 1)
}

#[test]
fn every_chunk_once() {
    for threads in [1, 2, 3, 7] {
        let _threads = with_threads(threads);
        for chunks in [0, 1, 2, 3, 8, 100, 1000] {
            for _ in 0..20 {
                assert!(each_once(chunks), "{threads} threads, {chunks} chunks");
            }
        }
    }
}

#[test]
fn work_meets_on_several_threads() {
    if !alone("pool::tests::work_meets_on_several_threads") {
        return;
    }
    let _threads = with_threads(4);
    let arrived = AtomicUsize::new(0);
    let deadline = Instant::now() + Duration::from_secs(20);
    // Another test's job may hold the pool at first.
    while Instant::now() < deadline {
        arrived.store(0, Ordering::Relaxed);
        let met = AtomicUsize::new(0);
        parallel(4, &|_| {
            arrived.fetch_add(1, Ordering::Relaxed);
            let patience = Instant::now();
            while arrived.load(Ordering::Relaxed) < 4 && patience.elapsed() < Duration::from_millis(500) {
                std::thread::yield_now();
            }
            met.fetch_max(arrived.load(Ordering::Relaxed), Ordering::Relaxed);
        });
        if met.into_inner() == 4 && !in_parallel() {
            return;
        }
    }
    panic!("four chunks never ran at the same time");
}

#[test]
fn nested_calls_run_inline() {
    let _threads = with_threads(3);
    let count = AtomicUsize::new(0);
    parallel(5, &|_| {
        assert!(in_parallel());
        let thread = std::thread::current().id();
        let mut order = Mutex::new(Vec::new());
        parallel(4, &|i| {
            assert_eq!(std::thread::current().id(), thread);
            order.lock().unwrap().push(i);
        });
        assert_eq!(*order.get_mut().unwrap(), [0, 1, 2, 3]);
        count.fetch_add(1, Ordering::Relaxed);
    });
    assert!(!in_parallel());
    assert_eq!(count.into_inner(), 5);
}

#[test]
fn panics_reach_the_caller() {
    let _threads = with_threads(3);
    for round in 0..30 {
        let result = catch_unwind(AssertUnwindSafe(|| {
            parallel(16, &|i| {
                if i == round % 16 {
                    std::panic::resume_unwind(Box::new(i));
                }
            })
        }));
        assert_eq!(*result.unwrap_err().downcast::<usize>().unwrap(), round % 16);
        assert!(!in_parallel() && each_once(16));
    }
    // Inline, inside a region.
    parallel(2, &|_| {
        assert!(catch_unwind(|| parallel(3, &|_| std::panic::resume_unwind(Box::new(())))).is_err());
        assert!(in_parallel());
    });
}

#[test]
fn several_callers_at_once() {
    let _threads = with_threads(3);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..300).for_each(|_| assert!(each_once(9))));
        }
    });
}

#[test]
fn resizes_while_in_use() {
    if !alone("pool::tests::resizes_while_in_use") {
        return;
    }
    let _threads = with_threads(2);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for n in (1..6).cycle().take(200) {
                set_num_threads(n);
                std::thread::yield_now();
            }
        });
        (0..300).for_each(|_| assert!(each_once(12)));
    });
    set_num_threads(0);
    assert_eq!(num_threads(), 1);
    set_num_threads(usize::MAX);
    assert!(num_threads() < 100_000);
    set_num_threads(2);
    assert!(each_once(12));
}

#[cfg(target_os = "linux")]
#[test]
fn surplus_workers_end() {
    if !alone("pool::tests::surplus_workers_end") {
        return;
    }
    let _threads = with_threads(9);
    let workers = || {
        let tasks = std::fs::read_dir("/proc/self/task").unwrap();
        let name = |t: std::io::Result<std::fs::DirEntry>| std::fs::read_to_string(t.unwrap().path().join("comm"));
        tasks.filter_map(|t| name(t).ok()).filter(|name| name.trim() == "flambeau").count()
    };
    let becomes = |n: usize| {
        let start = Instant::now();
        while workers() != n {
            assert!(start.elapsed() < Duration::from_secs(20), "{} workers, not {n}", workers());
            parallel(64, &|_| std::thread::yield_now());
        }
    };
    becomes(8);
    set_num_threads(3);
    becomes(2);
    set_num_threads(1);
    becomes(0);
}

#[cfg(target_os = "linux")]
#[test]
fn workers_leave_signals_to_others() {
    if !alone("pool::tests::workers_leave_signals_to_others") {
        return;
    }
    let _threads = with_threads(3);
    let blocked = AtomicUsize::new(0);
    let caller = std::thread::current().id();
    let start = Instant::now();
    while blocked.load(Ordering::Relaxed) == 0 {
        assert!(start.elapsed() < Duration::from_secs(20), "no chunk ran on a worker");
        parallel(64, &|_| {
            std::thread::yield_now();
            if std::thread::current().id() != caller {
                // SAFETY: the call fills the set.
                unsafe {
                    let mut mask = std::mem::zeroed();
                    libc::pthread_sigmask(libc::SIG_SETMASK, std::ptr::null(), &mut mask);
                    assert_eq!(libc::sigismember(&mask, libc::SIGINT), 1);
                }
                blocked.fetch_add(1, Ordering::Relaxed);
            }
        });
    }
}

/// Runs `child` in a forked process; whether it returned true within ten seconds.
#[cfg(unix)]
fn in_child(child: impl FnOnce() -> bool) -> bool {
    // SAFETY: the child runs pool code, which is made for this, and leaves without running destructors.
    unsafe {
        let pid = libc::fork();
        if pid == 0 {
            libc::alarm(10);
            libc::_exit(!child() as i32);
        }
        let mut status = 0;
        assert_eq!(libc::waitpid(pid, &mut status, 0), pid);
        libc::WIFEXITED(status) && libc::WEXITSTATUS(status) == 0
    }
}

#[cfg(unix)]
#[test]
fn forked_children_start_their_own_workers() {
    if !alone("pool::tests::forked_children_start_their_own_workers") {
        return;
    }
    let _threads = with_threads(3);
    let works = || num_threads() == 3 && (0..50).all(|_| each_once(20));
    assert!(works());
    // From a process whose pool is idle, and the child's child.
    assert!(in_child(|| works() && in_child(works)));
    // While another thread is inside a region.
    let stop = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while stop.load(Ordering::Relaxed) == 0 {
                parallel(3, &|_| std::thread::yield_now());
            }
        });
        for _ in 0..20 {
            assert!(in_child(works));
        }
        stop.store(1, Ordering::Relaxed);
    });
    // From inside a region, on whichever thread: the child must at least come to an end.
    parallel(3, &|_| assert!(in_child(|| in_parallel() && each_once(5))));
    assert!(works());
}

#[test]
fn ranges_cover_all_elements_once() {
    let _threads = with_threads(3);
    for n in [0usize, 1, 7, 64, 65, 1000] {
        for grain in [0usize, 1, 3, 64, 1000, usize::MAX] {
            let seen: Vec<AtomicUsize> = (0..n).map(|_| AtomicUsize::new(0)).collect();
            for_range(n, grain, &|range| {
                assert_eq!(range.start % grain.max(1), 0);
                assert!(range.len() == grain.max(1) || range.end == n);
                range.for_each(|i| {
                    seen[i].fetch_add(1, Ordering::Relaxed);
                });
            });
            assert!(seen.into_iter().all(|count| count.into_inner() == 1), "{n} {grain}");
        }
    }
}

#[test]
fn stages_follow_each_other() {
    for threads in [1, 2, 3, 7] {
        let _threads = with_threads(threads);
        let tasks = |stage: usize| [5, 1, 0, 12, 3][stage % 5];
        let count = 40;
        for _ in 0..20 {
            let seen: Vec<Vec<AtomicUsize>> =
                (0..count).map(|stage| (0..tasks(stage)).map(|_| AtomicUsize::new(0)).collect()).collect();
            let finished = AtomicUsize::new(0);
            stages(count, &tasks, &|stage, task| {
                let before: usize = (0..stage).map(tasks).sum();
                let now = finished.load(Ordering::SeqCst);
                assert!((before..before + tasks(stage)).contains(&now), "{threads} threads, stage {stage}");
                seen[stage][task].fetch_add(1, Ordering::SeqCst);
                finished.fetch_add(1, Ordering::SeqCst);
            });
            assert!(seen.iter().flatten().all(|n| n.load(Ordering::SeqCst) == 1), "{threads} threads");
        }
    }
}

#[test]
fn a_panic_in_a_stage_reaches_the_caller() {
    let _threads = with_threads(3);
    for bad in [0, 7, 19] {
        let result = catch_unwind(AssertUnwindSafe(|| {
            stages(20, &|_| 4, &|stage, task| assert!(stage != bad || task != 2, "stage {bad}"));
        }));
        assert!(result.is_err());
    }
    assert!(each_once(100));
}
