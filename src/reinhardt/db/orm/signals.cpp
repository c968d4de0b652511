#include <reinhardt/db/orm/signals.hpp>

#include <algorithm>
#include <mutex>

namespace reinhardt::db {

/// The listeners of a signal. Connections share it, since they may outlive the signal.
struct SignalCore {
    std::mutex mutex;
    SignalHub* hub = nullptr;  ///< nullptr when the signal is gone
    std::shared_ptr<const SignalHub::Slots> slots = std::make_shared<const SignalHub::Slots>();

    template <class Change>
    void change(const Change& change) {
        std::shared_ptr<const SignalHub::Slots> before;  // listeners are destroyed without the lock
        const std::scoped_lock lock(mutex);
        auto made = std::make_shared<SignalHub::Slots>(*slots);
        change(*made);
        before = std::exchange(slots, std::move(made));
        if (hub != nullptr) hub->count_.store(static_cast<std::uint32_t>(slots->size()), std::memory_order_relaxed);
    }
};

namespace {

/// Listeners that this thread is inside of.
thread_local std::uint32_t depth = 0;

std::mutex& creation() {
    static std::mutex mutex;
    return mutex;
}

}  // namespace

SignalCall::SignalCall(SignalSlot& slot) noexcept : slot_(slot) {
    ++depth;
    slot_.running_.fetch_add(1);
    good_ = slot_.connected_.load();
}

SignalCall::~SignalCall() {
    --depth;
    if (slot_.running_.fetch_sub(1) == 1) slot_.running_.notify_all();
}

SignalHub::~SignalHub() {
    if (owner_ == nullptr) return;
    const std::scoped_lock lock(owner_->mutex);
    owner_->hub = nullptr;
}

SignalConnection SignalHub::connect_slot(std::shared_ptr<SignalSlot> slot) {
    {
        const std::scoped_lock lock(creation());
        if (owner_ == nullptr) {
            owner_ = std::make_shared<SignalCore>();
            owner_->hub = this;
            core_.store(owner_.get(), std::memory_order_release);
        }
    }
    owner_->change([&](Slots& slots) { slots.push_back(slot); });
    return {owner_, std::move(slot)};
}

std::shared_ptr<const SignalHub::Slots> SignalHub::slots() const {
    SignalCore* const core = core_.load(std::memory_order_acquire);
    if (core == nullptr) return std::make_shared<const Slots>();
    const std::scoped_lock lock(core->mutex);
    return core->slots;
}

SignalConnection& SignalConnection::operator=(SignalConnection&& other) noexcept {
    if (this == &other) return *this;
    disconnect();
    core_ = std::move(other.core_);
    slot_ = std::move(other.slot_);
    return *this;
}

void SignalConnection::disconnect() noexcept {
    if (slot_ == nullptr) return;
    slot_->connected_.store(false);
    core_->change([&](auto& slots) { slots.erase(std::remove(slots.begin(), slots.end(), slot_), slots.end()); });
    // From within a listener it might be itself that is waited for, or one that waits for this one.
    if (depth == 0) {
        for (std::uint32_t running = slot_->running_.load(); running != 0; running = slot_->running_.load()) slot_->running_.wait(running);
    }
    release();
}

}  // namespace reinhardt::db
