// Work in streams: tickets count what was given and what is done, in order.
#include <thread>

#include "state.hpp"

namespace {

bool ready(const Stream& stream, const Operation& operation) {
    if (stream.done + 1 != operation.ticket) return false;
    for (const Point& point : operation.after) {
        if (point.stream->done < point.ticket) return false;
    }
    return true;
}

void execute(Lock& lock, Stream& stream, Operation& operation) {
    state().changed.wait(lock, [&] { return ready(stream, operation); });
    Context& context = *stream.context;
    bool skip = context.pending || context.error;
    lock.unlock();
    int error = skip ? 0 : operation.run();
    operation.run = nullptr;
    lock.lock();
    if (error && !context.pending) context.pending = error;
    stream.done = operation.ticket;
    state().changed.notify_all();
}

void work(std::shared_ptr<Stream> stream) {
    Lock lock(state().mutex);
    for (;;) {
        state().changed.wait(lock, [&] { return !stream->queue.empty() || stream->closing; });
        if (stream->queue.empty()) {
            state().streams.erase(stream.get());
            return;
        }
        Operation operation = std::move(stream->queue.front());
        stream->queue.pop_front();
        execute(lock, *stream, operation);
    }
}

// The default stream waits for all that blocking streams of its context hold, and they for it.
int order_with_legacy(const Stream& stream, std::vector<Point>& after) {
    State& s = state();
    if (stream.legacy) {
        for (auto& [_, other] : s.streams) {
            if (other->context != stream.context || other->legacy || (other->flags & 1)) continue;
            if (other->capture) {
                other->capture->invalid = true;
                return CAPTURE_IMPLICIT;
            }
            after.push_back({other, other->submitted});
        }
    } else if (!(stream.flags & 1)) {
        after.push_back({stream.context->legacy, stream.context->legacy->submitted});
    }
    return SUCCESS;
}

}  // namespace

std::shared_ptr<Stream> find_stream(void* handle, Context* context) {
    if (reinterpret_cast<uintptr_t>(handle) <= 2) return context ? context->legacy : nullptr;
    auto found = state().streams.find(static_cast<Stream*>(handle));
    return found == state().streams.end() || found->second->closing ? nullptr : found->second;
}

int own_stream(void* handle, Context* context, std::shared_ptr<Stream>& stream) {
    Lock lock(state().mutex);
    stream = find_stream(handle, context);
    return stream && stream->context == context ? SUCCESS : INVALID_HANDLE;
}

int submit(const std::shared_ptr<Stream>& stream, Work work_of_call, std::vector<Point> after) {
    State& s = state();
    Lock lock(s.mutex);
    if (stream->capture) {
        if (stream->capture->invalid) return CAPTURE_INVALIDATED;
        auto& nodes = stream->capture->graph->nodes;
        nodes.push_back({std::move(work_of_call), stream->last});
        stream->last = {nodes.size() - 1};
        return SUCCESS;
    }
    CHECK(order_with_legacy(*stream, after));
    Operation operation{std::move(work_of_call), std::move(after), ++stream->submitted};
    if (!s.asynchronous) {
        execute(lock, *stream, operation);
        return SUCCESS;
    }
    stream->queue.push_back(std::move(operation));
    if (!stream->worker) {
        stream->worker = true;
        std::thread(work, stream).detach();
    }
    s.changed.notify_all();
    return SUCCESS;
}

bool finished(Lock&, const Point& point) { return !point.stream || point.stream->done >= point.ticket; }

int tell_error(Context& context) {
    if (context.pending && !context.error) context.error = context.pending;
    return context.error;
}

int wait_for(const Point& point) {
    State& s = state();
    Lock lock(s.mutex);
    s.changed.wait(lock, [&] { return finished(lock, point); });
    check_red_zones();
    return point.stream ? tell_error(*point.stream->context) : SUCCESS;
}

int synchronize(const std::shared_ptr<Stream>& stream) {
    if (stream->legacy) CHECK(submit(stream, [] { return 0; }));
    Point point;
    {
        Lock lock(state().mutex);
        if (stream->capture) {
            stream->capture->invalid = true;
            return CAPTURE_UNSUPPORTED;
        }
        CHECK(check_capture(lock));
        point = {stream, stream->submitted};
    }
    return wait_for(point);
}

int synchronize(Context& context) {
    State& s = state();
    Lock lock(s.mutex);
    std::vector<Point> points;
    for (auto& [_, stream] : s.streams) {
        if (stream->context == &context) points.push_back({stream, stream->submitted});
    }
    for (const Point& point : points) s.changed.wait(lock, [&] { return finished(lock, point); });
    check_red_zones();
    return tell_error(context);
}
