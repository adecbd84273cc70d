// A file descriptor with an owner: closed at its end.
#pragma once
#include <unistd.h>

#include <utility>

namespace broadsheet {

class Descriptor {
  public:
    explicit Descriptor(int descriptor = -1) : descriptor_(descriptor) {}
    Descriptor(Descriptor&& other) noexcept : descriptor_(other.release()) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        if (this != &other) close(std::exchange(descriptor_, other.release()));
        return *this;
    }
    ~Descriptor() { close(descriptor_); }

    explicit operator bool() const { return descriptor_ >= 0; }
    int get() const { return descriptor_; }
    int release() { return std::exchange(descriptor_, -1); }

  private:
    static void close(int descriptor) {
        if (descriptor >= 0) ::close(descriptor);
    }

    int descriptor_;
};

}  // namespace broadsheet
