// simulation: runs seeds until one fails or time is up. scripts/simulate says how.
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <map>
#include <mutex>
#include <thread>

#include "tests/simulation/run.hpp"

namespace timeshelf::simulation {
namespace {

struct Arguments {
  std::uint64_t from = 1;
  std::uint64_t seeds = 1000;
  std::int64_t seconds = 60;
  std::uint64_t least = 0;  ///< seeds that must be run in that time
  std::size_t jobs = 2;
  bool replay = false;
  bool quiet = false;
  Options options;
};

std::vector<std::size_t> parse_list(const std::string& text) {
  std::vector<std::size_t> numbers;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t used = 0;
    numbers.push_back(std::stoul(text.substr(at), &used));
    at += used + 1;
  }
  return numbers;
}

Arguments parse(int count, char** words) {
  Arguments arguments;
  std::map<std::string, std::string> given;
  for (int i = 1; i < count; ++i) {
    const std::string word = words[i];
    if (word == "--quiet") {
      arguments.quiet = true;
    } else if (i + 1 < count) {
      given[word] = words[++i];
    } else {
      throw std::invalid_argument(word + " needs a value.");
    }
  }
  for (const auto& [name, value] : given) {
    if (name == "--seeds") {
      arguments.seeds = std::stoull(value);
    } else if (name == "--from") {
      arguments.from = std::stoull(value);
    } else if (name == "--seconds") {
      arguments.seconds = std::stoll(value);
    } else if (name == "--least") {
      arguments.least = std::stoull(value);
    } else if (name == "--jobs") {
      arguments.jobs = std::max<std::size_t>(std::stoul(value), 1);
    } else if (name == "--steps") {
      arguments.options.steps = std::stoul(value);
    } else if (name == "--skip") {
      arguments.options.skipped = parse_list(value);
    } else if (name == "--database") {
      arguments.options.disk = value;
    } else if (name == "--seed") {
      arguments.replay = true;
      arguments.options.seed = std::stoull(value);
    } else {
      throw std::invalid_argument("There is no option " + name + ".");
    }
  }
  return arguments;
}

std::string command_for(const Options& options) {
  std::string command = fmt::format("scripts/simulate --seed {} --steps {}", options.seed, options.steps);
  for (std::size_t i = 0; i < options.skipped.size(); ++i)
    command += fmt::format("{}{}", i == 0 ? " --skip " : ",", options.skipped[i]);
  if (options.disk != "sqlite") command += " --database " + options.disk;
  return command;
}

int replay(const Options& options) {
  const Result result = run(options);
  for (const std::string& line : result.trace) std::cout << line << '\n';
  std::cout << fmt::format("{} steps, trace {:016x}\n", result.steps, result.hash);
  if (result.violation.empty()) return 0;
  std::cout << "BROKEN in step " << result.failed_step << ": " << result.violation << '\n';
  return 1;
}

// Seeds are independent of each other, so threads only share who takes the next.
class Campaign {
 public:
  explicit Campaign(const Arguments& arguments) : arguments_(arguments) {}

  int run_all() {
    const auto begin = std::chrono::steady_clock::now();
    deadline_ = begin + std::chrono::seconds(arguments_.seconds);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < arguments_.jobs; ++i) threads.emplace_back([this] { work(); });
    for (std::thread& thread : threads) thread.join();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    std::cout << fmt::format("{} seeds, {} steps in {:.1f} s: {:.0f} steps/s\n", done_.load(), steps_.load(),
                             took.count(), static_cast<double>(steps_.load()) / took.count());
    if (failed_) return report();
    if (done_ >= arguments_.least) return 0;
    std::cout << fmt::format("TOO FEW: {} seeds were to be run at least.\n", arguments_.least);
    return 1;
  }

 private:
  void work() {
    while (!failing_ && std::chrono::steady_clock::now() < deadline_) {
      const std::uint64_t number = next_++;
      if (number >= arguments_.seeds) return;
      Options options = arguments_.options;
      options.seed = arguments_.from + number;
      const Result result = run(options);
      ++done_;
      steps_ += result.steps;
      if (result.violation.empty()) continue;
      failing_ = true;
      const std::lock_guard lock(mutex_);
      if (!failed_ || options.seed < failed_->seed) failed_ = options;
    }
  }

  int report() {
    std::cout << fmt::format("BROKEN: seed {} ({} seeds were enough)\n", failed_->seed,
                             failed_->seed - arguments_.from + 1);
    if (arguments_.quiet) {
      std::cout << run(*failed_).violation << '\n';
      return 1;
    }
    std::cout << "Leaving out steps that do not matter ...\n";
    const Options smaller = shrink(*failed_);
    replay(smaller);
    std::cout << "Replay: " << command_for(smaller) << '\n';
    return 1;
  }

  const Arguments& arguments_;
  std::chrono::steady_clock::time_point deadline_;
  std::atomic<std::uint64_t> next_ = 0;
  std::atomic<std::uint64_t> done_ = 0;
  std::atomic<std::uint64_t> steps_ = 0;
  std::atomic<bool> failing_ = false;
  std::mutex mutex_;
  std::optional<Options> failed_;
};

}  // namespace
}  // namespace timeshelf::simulation

int main(int count, char** words) {
  using namespace timeshelf::simulation;
  try {
    const Arguments arguments = parse(count, words);
    return arguments.replay ? replay(arguments.options) : Campaign(arguments).run_all();
  } catch (const std::exception& error) {
    std::cerr << "simulation: " << error.what() << '\n';
    return 2;
  }
}
