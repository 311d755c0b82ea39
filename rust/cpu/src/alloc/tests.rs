use super::*;
use crate::pool::testing::alone;
use std::sync::mpsc;

/// Whether the environment lets the cache be seen at work.
fn caches() -> bool {
    mode() & SYSTEM == 0
}

fn get(bytes: usize) -> NonNull<u8> {
    let block = allocate(bytes).unwrap();
    assert_eq!(block.as_ptr() as usize % 64, 0);
    block
}

fn give(block: NonNull<u8>, bytes: usize) {
    // SAFETY: the tests give each block back once, with its size.
    unsafe { deallocate(block, bytes) };
}

/// Small, not too regular, numbers.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % n
    }
}

/// A block full of one byte.
struct Marked {
    block: NonNull<u8>,
    bytes: usize,
    mark: u8,
}

// SAFETY: a block belongs to its holder.
unsafe impl Send for Marked {}

impl Marked {
    fn new(bytes: usize, mark: u8) -> Marked {
        let block = get(bytes);
        // SAFETY: the block has that many bytes.
        unsafe { block.write_bytes(mark, bytes) };
        Marked { block, bytes, mark }
    }
}

impl Drop for Marked {
    fn drop(&mut self) {
        // SAFETY: `new` wrote all of it.
        let content = unsafe { std::slice::from_raw_parts(self.block.as_ptr(), self.bytes) };
        // Eight bytes at a time: the tests run without optimisation.
        let words = content.chunks(8).all(|word| word == &[self.mark; 8][..word.len()]);
        assert!(words, "a block was shared");
        give(self.block, self.bytes);
    }
}

#[test]
fn blocks_stay_apart_on_several_threads() {
    let threads = 4;
    let (senders, receivers): (Vec<_>, Vec<_>) = (0..threads).map(|_| mpsc::channel::<Marked>()).unzip();
    std::thread::scope(|scope| {
        for (id, receiver) in receivers.into_iter().enumerate() {
            let senders = senders.clone();
            scope.spawn(move || {
                let mut numbers = Numbers(id as u64);
                let mut held: Vec<Marked> = Vec::new();
                for step in 0..1000usize {
                    let bytes = match numbers.below(100) {
                        0 => numbers.below(2 << 20),
                        1..10 => numbers.below(100 << 10),
                        _ => numbers.below(5000),
                    };
                    let marked = Marked::new(bytes, (step ^ id) as u8);
                    match numbers.below(3) {
                        0 => drop(marked),
                        1 => senders[numbers.below(senders.len())].send(marked).unwrap_or(()),
                        _ => held.push(marked),
                    }
                    if held.len() > 200 {
                        held.swap_remove(numbers.below(200));
                    }
                    receiver.try_iter().take(3).for_each(drop);
                    if step % 500 == 499 {
                        empty_cache();
                    }
                }
                drop(senders);
                receiver.iter().for_each(drop);
            });
        }
        drop(senders);
    });
}

#[test]
fn freed_blocks_serve_the_next_request_of_their_class() {
    if !alone("alloc::tests::freed_blocks_serve_the_next_request_of_their_class") {
        return;
    }
    for bytes in [1, 64, 100, 1000, 4096, 5000, 300_000, 1 << 20, (1 << 20) + 1, 10_000_000] {
        let first = get(bytes);
        give(first, bytes);
        let again = get(bytes);
        if caches() {
            assert_eq!(first, again, "{bytes}");
        }
        give(again, bytes);
    }
}

#[test]
fn sizes_at_the_edges() {
    let nothing = get(0);
    give(nothing, 0);
    for bytes in [usize::MAX, usize::MAX - 63, isize::MAX as usize, LIMIT + 1, LIMIT] {
        assert!(allocate(bytes).is_none() && allocate_zeroed(bytes).is_none(), "{bytes}");
    }
}

#[test]
fn zeroed_blocks_are_zero_after_use() {
    for bytes in [0, 1, 100, 5000, 1 << 20, (1 << 20) + 1, 5_000_000] {
        drop(Marked::new(bytes, 0xee));
        let block = allocate_zeroed(bytes).unwrap();
        // SAFETY: the block has that many bytes.
        let content = unsafe { std::slice::from_raw_parts(block.as_ptr(), bytes) };
        assert!(content.iter().all(|&byte| byte == 0));
        give(block, bytes);
    }
}

#[test]
fn statistics_follow() {
    if !alone("alloc::tests::statistics_follow") {
        return;
    }
    let bytes = 64 << 20;
    let before = stats();
    let block = get(bytes);
    let during = stats();
    assert!(during.allocated > before.allocated + bytes / 2 && during.peak_allocated >= during.allocated);
    assert!(during.allocations > before.allocations);
    give(block, bytes);
    let after = stats();
    assert!(after.allocated < before.allocated + bytes / 2 && after.frees > before.frees);
    assert!(after.peak_allocated > before.allocated + bytes / 2);
    if caches() {
        assert!(after.reserved >= bytes && after.peak_reserved >= bytes && after.mappings > 0);
        assert!(empty_cache() >= bytes);
        assert!(stats().reserved < after.reserved);
    }
    reset_peak();
    assert!(stats().peak_allocated < before.allocated + bytes / 2);
}

#[test]
fn the_cache_keeps_to_its_limit() {
    if !alone("alloc::tests::the_cache_keeps_to_its_limit") {
        return;
    }
    if !caches() {
        return;
    }
    let before = cache_limit();
    set_cache_limit(20 << 20);
    let bytes = 8 << 20;
    let blocks: Vec<_> = (0..6).map(|_| get(bytes)).collect();
    let full = stats().reserved;
    blocks.iter().for_each(|&block| give(block, bytes));
    // Two of them fit.
    assert!(stats().reserved <= full - 3 * bytes);
    let big = get(40 << 20);
    let with_big = stats().reserved;
    give(big, 40 << 20);
    assert!(stats().reserved <= with_big - (30 << 20));
    set_cache_limit(before);
    assert_eq!(cache_limit(), before);
}

#[test]
fn a_thread_that_ends_returns_its_bins() {
    if !alone("alloc::tests::a_thread_that_ends_returns_its_bins") {
        return;
    }
    if !caches() {
        return;
    }
    // A size that nobody else uses.
    let bytes = 3800;
    let class = class_of(bytes);
    let block = get(bytes);
    let own = || std::thread::spawn(move || (get(bytes).as_ptr() as usize, give(get(bytes), bytes)).0).join().unwrap();
    let (first, second) = (own(), own());
    give(block, bytes);
    for address in [first, second] {
        give(NonNull::new(address as *mut u8).unwrap(), bytes);
    }
    empty_cache();
    assert_eq!(SLABS[class].lock().trim(), 0, "all blocks were home at the first attempt");
    let block = get(bytes);
    give(block, bytes);
    assert!(empty_cache() > 0);
}

#[test]
fn blocks_freed_while_a_thread_ends() {
    struct Late(Option<Marked>);
    impl Drop for Late {
        fn drop(&mut self) {
            drop(self.0.take());
            drop(Marked::new(100, 3));
            drop(Marked::new(100_000, 4));
        }
    }
    thread_local!(static LATE: std::cell::RefCell<Late> = const { std::cell::RefCell::new(Late(None)) });
    std::thread::spawn(|| LATE.with(|late| late.borrow_mut().0 = Some(Marked::new(100, 1)))).join().unwrap();
}

#[cfg(unix)]
#[test]
fn forked_children_allocate() {
    let stop = std::sync::atomic::AtomicBool::new(false);
    let work = |seed: u64| {
        let mut numbers = Numbers(seed);
        for _ in 0..50 {
            drop(Marked::new(numbers.below(50) * numbers.below(30_000), 9));
        }
    };
    std::thread::scope(|scope| {
        for id in 0..3 {
            let stop = &stop;
            scope.spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    work(id);
                }
            });
        }
        for round in 0..10 {
            // SAFETY: the child runs allocator code, which is made for this, and leaves without destructors.
            unsafe {
                let pid = libc::fork();
                if pid == 0 {
                    libc::alarm(20);
                    work(round);
                    empty_cache();
                    libc::_exit(0);
                }
                let mut status = 0;
                assert_eq!(libc::waitpid(pid, &mut status, 0), pid);
                assert!(libc::WIFEXITED(status) && libc::WEXITSTATUS(status) == 0, "round {round}: {status}");
            }
        }
        stop.store(true, Ordering::Relaxed);
    });
}

#[test]
fn poison_shows() {
    for bytes in [1, 100, 5000, 2 << 20] {
        drop(Marked::new(bytes, 0));
        let block = get(bytes);
        if mode() & POISON != 0 {
            // SAFETY: the block has that many bytes, and they were filled.
            let content = unsafe { std::slice::from_raw_parts(block.as_ptr(), bytes) };
            assert!(content.iter().all(|&byte| byte == POISON_BYTE));
        }
        give(block, bytes);
    }
}

/// All tests of this module again, in processes with the other modes.
#[test]
fn other_modes_pass_the_same_tests() {
    const CHILD: &str = "FLAMBEAU_ALLOC_TEST_CHILD";
    if std::env::var_os(CHILD).is_some() || cfg!(miri) {
        return;
    }
    for (name, value) in [("FLAMBEAU_ALLOC", "system"), ("FLAMBEAU_ALLOC_POISON", "1")] {
        let output = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["alloc::tests"])
            .env(CHILD, "1")
            .env(name, value)
            .output()
            .unwrap();
        assert!(output.status.success(), "{name}={value}: {}", String::from_utf8_lossy(&output.stdout));
    }
}
