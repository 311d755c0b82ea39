// A truth value that has to be true.

struct InsistParams {
    const u8* holds;
    Report report;
};

DEVICE void insist(const InsistParams& p) {
    if (!*p.holds) report_index(p.report, 0, 0, 0);
}
