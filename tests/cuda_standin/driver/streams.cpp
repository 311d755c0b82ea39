// Streams and events.
#include "state.hpp"

namespace {

int find_event(void* handle, std::shared_ptr<Event>& event) {
    auto found = state().events.find(static_cast<Event*>(handle));
    if (found == state().events.end()) return INVALID_HANDLE;
    event = found->second;
    return SUCCESS;
}

// Nobody can wait for a mark inside of a capture.
int captured_event(Event& event) {
    event.capture->invalid = true;
    return CAPTURED_EVENT;
}

int any_stream(void* handle, std::shared_ptr<Stream>& stream, Context*& context) {
    CHECK(enter());
    context = current_context();
    Lock lock(state().mutex);
    stream = find_stream(handle, context);
    if (!stream) return reinterpret_cast<uintptr_t>(handle) <= 2 ? INVALID_CONTEXT : INVALID_HANDLE;
    return stream->context->error;
}

}  // namespace

CALL cuStreamCreateWithPriority(Stream** result, unsigned flags, int priority) {
    Context* context;
    CHECK(enter(context));
    if (!result || flags > 1) return INVALID_VALUE;
    auto stream = std::make_shared<Stream>();
    stream->context = context;
    stream->flags = flags;
    stream->priority = priority > 0 ? 0 : priority < -5 ? -5 : priority;
    Lock lock(state().mutex);
    state().streams[stream.get()] = stream;
    *result = stream.get();
    return SUCCESS;
}

CALL cuStreamCreate(Stream** result, unsigned flags) { return cuStreamCreateWithPriority(result, flags, 0); }

CALL cuStreamDestroy_v2(void* handle) {
    CHECK(enter());
    State& s = state();
    Lock lock(s.mutex);
    auto stream = find_stream(handle, nullptr);
    if (!stream) return INVALID_HANDLE;
    if (stream->capture) stream->capture->invalid = true;
    stream->closing = true;
    if (!stream->worker) s.streams.erase(stream.get());
    s.changed.notify_all();
    return SUCCESS;
}

CALL cuStreamSynchronize(void* handle) {
    std::shared_ptr<Stream> stream;
    Context* context;
    CHECK(any_stream(handle, stream, context));
    return synchronize(stream);
}

CALL cuStreamQuery(void* handle) {
    std::shared_ptr<Stream> stream;
    Context* context;
    CHECK(any_stream(handle, stream, context));
    Lock lock(state().mutex);
    if (stream->capture) {
        stream->capture->invalid = true;
        return CAPTURE_UNSUPPORTED;
    }
    CHECK(check_capture(lock));
    if (!finished(lock, {stream, stream->submitted})) return NOT_READY;
    return tell_error(*stream->context);
}

CALL cuStreamGetPriority(void* handle, int* priority) {
    std::shared_ptr<Stream> stream;
    Context* context;
    CHECK(any_stream(handle, stream, context));
    *priority = stream->priority;
    return SUCCESS;
}

CALL cuStreamGetFlags(void* handle, unsigned* flags) {
    std::shared_ptr<Stream> stream;
    Context* context;
    CHECK(any_stream(handle, stream, context));
    *flags = stream->flags;
    return SUCCESS;
}

CALL cuStreamGetCtx(void* handle, Context** result) {
    std::shared_ptr<Stream> stream;
    Context* context;
    CHECK(any_stream(handle, stream, context));
    *result = stream->context;
    return SUCCESS;
}

CALL cuStreamWaitEvent(void* handle, void* event_handle, unsigned flags) {
    std::shared_ptr<Stream> stream;
    Context* context;
    CHECK(any_stream(handle, stream, context));
    if (flags > 1) return INVALID_VALUE;
    Point point;
    {
        Lock lock(state().mutex);
        std::shared_ptr<Event> event;
        CHECK(find_event(event_handle, event));
        if (event->capture) {
            // Waiting for work that is captured makes the stream part of the capture.
            if (event->capture->invalid) return CAPTURE_INVALIDATED;
            if (stream->legacy || (stream->capture && stream->capture != event->capture)) {
                event->capture->invalid = true;
                return stream->legacy ? CAPTURE_IMPLICIT : CAPTURE_ISOLATION;
            }
            if (!stream->capture) stream->last.clear();
            stream->capture = event->capture;
            stream->last.insert(stream->last.end(), event->marked.begin(), event->marked.end());
            return SUCCESS;
        }
        if (!event->point.stream) return SUCCESS;
        if (stream->capture) {
            // A graph cannot wait for what is outside of it.
            stream->capture->invalid = true;
            return CAPTURE_ISOLATION;
        }
        point = event->point;
    }
    return submit(stream, [] { return 0; }, {point});
}

CALL cuLaunchHostFunc(void* handle, void (*function)(void*), void* data) {
    Context* context;
    std::shared_ptr<Stream> stream;
    CHECK(enter(context));
    CHECK(own_stream(handle, context, stream));
    return submit(stream, [function, data] { return function(data), 0; });
}

CALL cuEventCreate(Event** result, unsigned flags) {
    Context* context;
    CHECK(enter(context));
    if (!result || flags > 7) return INVALID_VALUE;
    auto event = std::make_shared<Event>();
    event->context = context;
    event->flags = flags;
    Lock lock(state().mutex);
    state().events[event.get()] = event;
    *result = event.get();
    return SUCCESS;
}

CALL cuEventDestroy_v2(void* handle) {
    CHECK(enter());
    Lock lock(state().mutex);
    return state().events.erase(static_cast<Event*>(handle)) ? SUCCESS : INVALID_HANDLE;
}

CALL cuEventRecord(void* handle, void* stream_handle) {
    std::shared_ptr<Stream> stream;
    std::shared_ptr<Event> event;
    Context* context;
    CHECK(any_stream(stream_handle, stream, context));
    auto time = std::make_shared<double>(0.0);
    {
        Lock lock(state().mutex);
        CHECK(find_event(handle, event));
        if (event->context != stream->context) return INVALID_HANDLE;
        event->capture = stream->capture;
        event->marked = stream->last;
        if (stream->capture) return stream->capture->invalid ? CAPTURE_INVALIDATED : SUCCESS;
    }
    CHECK(submit(stream, [time] { return *time = milliseconds(), 0; }));
    Lock lock(state().mutex);
    event->time = time;
    event->point = {stream, stream->submitted};
    return SUCCESS;
}

CALL cuEventRecordWithFlags(void* event, void* stream, unsigned) { return cuEventRecord(event, stream); }

CALL cuEventSynchronize(void* handle) {
    CHECK(enter());
    Point point;
    {
        Lock lock(state().mutex);
        std::shared_ptr<Event> event;
        CHECK(find_event(handle, event));
        if (event->context->error) return event->context->error;
        if (event->capture) return captured_event(*event);
        CHECK(check_capture(lock));
        point = event->point;
    }
    return wait_for(point);
}

CALL cuEventQuery(void* handle) {
    CHECK(enter());
    Lock lock(state().mutex);
    std::shared_ptr<Event> event;
    CHECK(find_event(handle, event));
    if (event->context->error) return event->context->error;
    if (event->capture) return captured_event(*event);
    CHECK(check_capture(lock));
    if (!finished(lock, event->point)) return NOT_READY;
    return tell_error(*event->context);
}

CALL cuEventElapsedTime_v2(float* result, void* start, void* end) {
    CHECK(enter());
    Lock lock(state().mutex);
    std::shared_ptr<Event> first, last;
    CHECK(find_event(start, first));
    CHECK(find_event(end, last));
    if (!first->time || !last->time || first->context != last->context || ((first->flags | last->flags) & 2)) {
        return INVALID_HANDLE;
    }
    if (!finished(lock, first->point) || !finished(lock, last->point)) return NOT_READY;
    *result = static_cast<float>(*last->time - *first->time);
    return SUCCESS;
}

CALL cuEventElapsedTime(float* result, void* start, void* end) { return cuEventElapsedTime_v2(result, start, end); }
