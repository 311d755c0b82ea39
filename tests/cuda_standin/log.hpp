// The log of calls that do work, one line each, in the file that STANDIN_LOG names.
#pragma once

#include <cstdarg>
#include <cstdio>
#include <cstdlib>

#include <fcntl.h>
#include <unistd.h>

__attribute__((format(printf, 1, 2))) inline void log_call(const char* format, ...) {
    static const char* path = getenv("STANDIN_LOG");
    if (!path) return;
    static int file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    char line[512];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(line, sizeof line - 1, format, arguments);
    va_end(arguments);
    if (length > static_cast<int>(sizeof line) - 2) length = sizeof line - 2;
    line[length++] = '\n';
    if (write(file, line, static_cast<size_t>(length)) < 0) perror("STANDIN_LOG");
}
