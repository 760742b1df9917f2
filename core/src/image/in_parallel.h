// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstddef>
#include <future>
#include <system_error>
#include <vector>

namespace satpad::core::image {

/// Runs `make_worker()(task)` for tasks 0..`tasks`−1 on up to `threads` threads, this one among
/// them; each thread makes its own worker, which may keep scratch memory. Which thread takes which
/// task is chance: results must go where the task's number says. Returns when all are done; what a
/// worker throws comes out here.
template <typename MakeWorker>
void in_parallel(std::size_t tasks, unsigned threads, const MakeWorker& make_worker)
{
    std::atomic<std::size_t> next{0};
    const auto work = [&] {
        auto worker = make_worker();
        for (std::size_t task = next++; task < tasks; task = next++) {
            worker(task);
        }
    };
    std::vector<std::future<void>> others; // their destructors wait
    for (std::size_t i = 1; i < threads && i < tasks; ++i) {
        try {
            others.push_back(std::async(std::launch::async, work));
        } catch (const std::system_error&) {
            break; // no more threads to be had: those there are do it all
        }
    }
    work();
    for (std::future<void>& other : others) {
        other.get();
    }
}

} // namespace satpad::core::image
