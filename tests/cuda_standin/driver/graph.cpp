// Capture of a stream's calls in a graph, and its launch. The calls are replayed in the order they were made.
#include <algorithm>

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
    if (!result || !capture || capture->origin != stream.get()) return capture ? CAPTURE_UNJOINED : ILLEGAL_STATE;
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
        log_call("graph %zu device=%d", graph->operations.size(), context->device);
    }
    return submit(stream, [graph] {
        for (Work& work : graph->operations) {
            if (int error = work()) return error;
        }
        return 0;
    });
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
    *count = graph->operations.size();
    return SUCCESS;
}
