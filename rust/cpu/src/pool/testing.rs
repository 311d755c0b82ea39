//! Tests of what a whole process shares.

/// Whether the calling test has the process for itself.
///
/// Otherwise runs `test`, the calling test's full name, in a process of its own, and fails if it fails there:
/// `if !alone("pool::tests::name") { return; }`.
pub(crate) fn alone(test: &str) -> bool {
    const CHILD: &str = "FLAMBEAU_TEST_ALONE";
    if std::env::var_os(CHILD).is_some() {
        return true;
    }
    let output = std::process::Command::new(std::env::current_exe().unwrap())
        .args([test, "--exact", "--test-threads=1"])
        .env(CHILD, "1")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("1 passed"), "{text}{}", String::from_utf8_lossy(&output.stderr));
    false
}
