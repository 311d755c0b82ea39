// Runs the C++ compiler over a kernel's source.
#pragma once

#include <string>
#include <utility>
#include <vector>

struct Source {
    std::string name, text;
    std::vector<std::pair<std::string, std::string>> headers;  // name, text
};

// The shared object; false, and the compiler's messages in `log`, where the source has errors.
bool compile(const Source& source, const std::vector<std::string>& options, std::string& object, std::string& log);
