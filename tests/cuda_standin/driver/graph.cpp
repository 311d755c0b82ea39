// Capture of a stream's calls in a graph, and its launch. A launch goes by the dependencies alone: of the calls that may
// run, the newest is next, so that what is not ordered shows.
#include <algorithm>
#include <cstdio>

#include "state.hpp"

namespace {

struct Graphs {
    std::map<Graph*, std::shared_ptr<Graph>> graphs, executables;
};

Graphs& known_graphs() {
    static Graphs* all = new Graphs;
    return *all;
}

int take(std::map<Graph*, std::shared_ptr<Graph>>& all, void* handle, std::shared_ptr<Graph>& graph) {
    auto found = all.find(static_cast<Graph*>(handle));
    if (found == all.end()) return INVALID_VALUE;
    graph = found->second;
    return SUCCESS;
}

int run_graph(const Graph& graph) {
    size_t count = graph.nodes.size();
    std::vector<size_t> missing(count);
    std::vector<std::vector<size_t>> before(count);
    std::vector<size_t> ready;
    for (size_t at = 0; at < count; at++) {
        missing[at] = graph.nodes[at].after.size();
        for (size_t other : graph.nodes[at].after) before[other].push_back(at);
        if (!missing[at]) ready.push_back(at);
    }
    while (!ready.empty()) {
        size_t at = ready.back();
        ready.pop_back();
        if (int error = graph.nodes[at].run()) return error;
        for (size_t next : before[at]) {
            if (--missing[next] == 0) ready.push_back(next);
        }
    }
    return SUCCESS;
}

// Whether all captured work comes before what the stream would do next.
bool all_joined(const Graph& graph, const std::vector<size_t>& last) {
    std::vector<bool> seen(graph.nodes.size());
    std::vector<size_t> open = last;
    while (!open.empty()) {
        size_t at = open.back();
        open.pop_back();
        if (seen[at]) continue;
        seen[at] = true;
        open.insert(open.end(), graph.nodes[at].after.begin(), graph.nodes[at].after.end());
    }
    return std::find(seen.begin(), seen.end(), false) == seen.end();
}

}  // namespace

CALL cuStreamBeginCapture_v2(void* handle, int mode) {
    Context* context;
    CHECK(enter(context));
    if (mode < 0 || mode > 2) return INVALID_VALUE;
    Lock lock(state().mutex);
    auto stream = find_stream(handle, context);
    if (!stream) return INVALID_HANDLE;
    if (stream->legacy) return CAPTURE_UNSUPPORTED;
    if (stream->capture) return ILLEGAL_STATE;
    stream->capture = std::make_shared<Capture>();
    stream->capture->origin = stream.get();
    stream->capture->mode = mode;
    stream->capture->thread = this_thread();
    static unsigned long long captures_made = 0;
    stream->capture->number = ++captures_made;
    stream->last.clear();
    state().captures.push_back(stream->capture);
    return SUCCESS;
}

CALL cuStreamEndCapture(void* handle, Graph** result) {
    Context* context;
    CHECK(enter(context));
    State& s = state();
    Lock lock(s.mutex);
    auto stream = find_stream(handle, context);
    if (!stream) return INVALID_HANDLE;
    auto capture = stream->capture;
    if (!result || !capture) return result ? ILLEGAL_STATE : INVALID_VALUE;
    if (capture->origin != stream.get()) {
        capture->invalid = true;
        return CAPTURE_UNMATCHED;
    }
    if (capture->mode != 2 && capture->thread != this_thread()) return CAPTURE_WRONG_THREAD;
    for (auto& [_, other] : s.streams) {
        if (other->capture == capture) other->capture = nullptr;
    }
    for (auto& [_, event] : s.events) {
        if (event->capture == capture) event->capture = nullptr;
    }
    s.captures.erase(std::remove(s.captures.begin(), s.captures.end(), capture), s.captures.end());
    *result = nullptr;
    if (capture->invalid) return CAPTURE_INVALIDATED;
    if (!all_joined(*capture->graph, stream->last)) return CAPTURE_UNJOINED;
    known_graphs().graphs[capture->graph.get()] = capture->graph;
    *result = capture->graph.get();
    return SUCCESS;
}

CALL cuStreamIsCapturing(void* handle, int* status) {
    CHECK(enter());
    Lock lock(state().mutex);
    auto stream = find_stream(handle, current_context());
    if (!stream || !status) return stream ? INVALID_VALUE : INVALID_HANDLE;
    *status = !stream->capture ? 0 : stream->capture->invalid ? 2 : 1;
    return SUCCESS;
}

CALL cuStreamGetCaptureInfo_v3(void* handle, int* status, unsigned long long* number, Graph** graph, void***, void***,
                               size_t*) {
    CHECK(enter());
    Lock lock(state().mutex);
    auto stream = find_stream(handle, current_context());
    if (!stream || !status) return stream ? INVALID_VALUE : INVALID_HANDLE;
    *status = !stream->capture ? 0 : stream->capture->invalid ? 2 : 1;
    if (*status == 1 && number) *number = stream->capture->number;
    if (*status == 1 && graph) *graph = stream->capture->graph.get();
    return SUCCESS;
}

CALL cuGraphInstantiateWithFlags(Graph** result, void* handle, unsigned long long) {
    Context* context;
    CHECK(enter(context));
    Lock lock(state().mutex);
    std::shared_ptr<Graph> graph;
    CHECK(take(known_graphs().graphs, handle, graph));
    if (!result) return INVALID_VALUE;
    auto executable = std::make_shared<Graph>(*graph);
    known_graphs().executables[executable.get()] = executable;
    *result = executable.get();
    return SUCCESS;
}

CALL cuGraphUpload(void*, void*) {
    Context* context;
    return enter(context);
}

CALL cuGraphLaunch(void* handle, void* stream_handle) {
    Context* context;
    std::shared_ptr<Stream> stream;
    CHECK(enter(context));
    CHECK(own_stream(stream_handle, context, stream));
    std::shared_ptr<Graph> graph;
    {
        Lock lock(state().mutex);
        CHECK(take(known_graphs().executables, handle, graph));
        log_call("graph %zu device=%d", graph->nodes.size(), context->device);
    }
    return submit(stream, [graph] { return run_graph(*graph); });
}

CALL cuGraphDestroy(void* handle) {
    CHECK(enter());
    Lock lock(state().mutex);
    return known_graphs().graphs.erase(static_cast<Graph*>(handle)) ? SUCCESS : INVALID_VALUE;
}

CALL cuGraphExecDestroy(void* handle) {
    CHECK(enter());
    Lock lock(state().mutex);
    return known_graphs().executables.erase(static_cast<Graph*>(handle)) ? SUCCESS : INVALID_VALUE;
}

CALL cuGraphGetNodes(void* handle, void** nodes, size_t* count) {
    CHECK(enter());
    Lock lock(state().mutex);
    std::shared_ptr<Graph> graph;
    CHECK(take(known_graphs().graphs, handle, graph));
    if (nodes) return NOT_SUPPORTED;
    *count = graph->nodes.size();
    return SUCCESS;
}

CALL cuGraphDebugDotPrint(void* handle, const char* path, unsigned) {
    CHECK(enter());
    Lock lock(state().mutex);
    std::shared_ptr<Graph> graph;
    CHECK(take(known_graphs().graphs, handle, graph));
    FILE* file = path ? fopen(path, "w") : nullptr;
    if (!file) return INVALID_VALUE;
    fprintf(file, "digraph {\n");
    for (size_t at = 0; at < graph->nodes.size(); at++) {
        fprintf(file, "  node_%zu;\n", at);
        for (size_t other : graph->nodes[at].after) fprintf(file, "  node_%zu -> node_%zu;\n", other, at);
    }
    fprintf(file, "}\n");
    fclose(file);
    return SUCCESS;
}
