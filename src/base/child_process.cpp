#include "base/child_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>
#include <thread>
#include <utility>

#include "base/descriptor.h"

namespace broadsheet {

namespace {

using Deadline = std::chrono::steady_clock::time_point;

[[noreturn]] void fail(int error, std::string_view doing) {
    throw std::system_error(error, std::generic_category(), fmt::format("child process: cannot {}", doing));
}

void write_all(int fd, std::string_view bytes, std::string const& path) {
    while (!bytes.empty()) {
        ssize_t const written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) fail(errno, "write " + path);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

// A file without a name, so that no crash leaves it behind.
void write_input(Descriptor& file, std::filesystem::path const& scratch, std::vector<std::string_view> const& parts) {
    std::string path = (scratch / "input-XXXXXX").string();
    file = Descriptor(::mkostemp(path.data(), O_CLOEXEC));
    if (file.get() < 0) fail(errno, "write " + path);
    ::unlink(path.c_str());
    for (std::string_view const part : parts) write_all(file.get(), part, path);
    if (::lseek(file.get(), 0, SEEK_SET) != 0) fail(errno, "read " + path);
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> out;
    out.reserve(texts.size() + 1);
    for (std::string& text : texts) out.push_back(text.data());
    out.push_back(nullptr);
    return out;
}

// The child has descriptors 0, 1 and 2 and nothing else, every signal's action as at the start, and none blocked.
class SpawnSettings {
  public:
    SpawnSettings(int in_fd, int out_fd) {
        posix_spawn_file_actions_init(&actions);
        posix_spawnattr_init(&attributes);
        sigset_t every, none;
        sigfillset(&every);
        sigemptyset(&none);
        check(posix_spawn_file_actions_adddup2(&actions, in_fd, 0));
        check(posix_spawn_file_actions_adddup2(&actions, out_fd, 1));
        check(posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0));
        check(posix_spawn_file_actions_addclosefrom_np(&actions, 3));
        check(posix_spawnattr_setsigdefault(&attributes, &every));
        check(posix_spawnattr_setsigmask(&attributes, &none));
        check(posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK));
    }
    SpawnSettings(SpawnSettings const&) = delete;
    SpawnSettings& operator=(SpawnSettings const&) = delete;
    ~SpawnSettings() {
        posix_spawn_file_actions_destroy(&actions);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_t actions{};
    posix_spawnattr_t attributes{};

  private:
    static void check(int error) {
        if (error != 0) fail(error, "be set up");
    }
};

pid_t spawn(ChildRun const& run, int in_fd, int out_fd) {
    SpawnSettings const settings(in_fd, out_fd);
    std::vector<std::string> arguments = run.arguments, environment = run.environment;
    arguments.insert(arguments.begin(), run.program.string());
    pid_t pid = 0;
    int const error = ::posix_spawn(&pid, run.program.c_str(), &settings.actions, &settings.attributes,
                                    pointers(arguments).data(), pointers(environment).data());
    if (error != 0) fail(error, "start " + run.program.string());
    return pid;
}

// False when the deadline came first.
bool wait_for_output(int fd, Deadline deadline) {
    for (;;) {
        auto const left =
            std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
        if (left <= 0) return false;
        pollfd readable{fd, POLLIN, 0};
        int const ready = ::poll(&readable, 1, static_cast<int>(left));
        if (ready > 0) return true;
        if (ready < 0 && errno != EINTR) fail(errno, "wait for the answer");
    }
}

// Appends what the child says until it closes its end; false when the deadline or the bound on size came first.
bool read_output(int fd, Deadline deadline, std::size_t most, std::string& output) {
    std::vector<char> buffer(1 << 16);
    while (wait_for_output(fd, deadline)) {
        ssize_t const got = ::read(fd, buffer.data(), buffer.size());
        if (got == 0) return true;
        if (got < 0 && errno != EINTR) fail(errno, "read the answer");
        if (got > 0) output.append(buffer.data(), static_cast<std::size_t>(got));
        if (output.size() > most) return false;
    }
    return false;
}

// The child: it has ended when this object has, whatever was thrown meanwhile.
class Child {
  public:
    explicit Child(pid_t pid) : pid_(pid) {}
    Child(Child const&) = delete;
    Child& operator=(Child const&) = delete;
    ~Child() {
        if (pid_ > 0) kill_and_wait();
    }
    int kill_and_wait() {
        ::kill(pid_, SIGKILL);
        int status = 0;
        while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
        }
        pid_ = 0;
        return status;
    }
    // Its status, or that of its killing when it does not end in time.
    int wait_until(Deadline deadline) {
        while (std::chrono::steady_clock::now() < deadline) {
            int status = 0;
            if (::waitpid(pid_, &status, WNOHANG) == pid_) {
                pid_ = 0;
                return status;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        return kill_and_wait();
    }

  private:
    pid_t pid_;
};

}  // namespace

ChildEnd run_child(ChildRun const& run) {
    Descriptor in, answer, out;
    write_input(in, run.scratch, run.input);
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) fail(errno, "make a pipe");
    answer = Descriptor(ends[0]);
    out = Descriptor(ends[1]);

    Deadline const deadline = std::chrono::steady_clock::now() + run.time;
    Child child(spawn(run, in.get(), out.get()));
    out = Descriptor();
    ChildEnd end;
    end.timed_out = !read_output(answer.get(), deadline, run.most_output, end.output);
    int const status = end.timed_out ? child.kill_and_wait() : child.wait_until(deadline);
    if (WIFEXITED(status)) end.exit_status = WEXITSTATUS(status);
    if (WIFSIGNALED(status)) end.signal = WTERMSIG(status);
    return end;
}

}  // namespace broadsheet
