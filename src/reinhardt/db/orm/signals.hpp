#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include <reinhardt/db/orm/codec.hpp>

namespace reinhardt::db {

/// What a signal keeps of a listener.
class SignalSlot {
public:
    virtual ~SignalSlot() = default;

private:
    friend class SignalHub;
    friend class SignalCall;
    friend class SignalConnection;
    std::atomic<bool> connected_{true};
    std::atomic<std::uint32_t> running_{0};
};

struct SignalCore;

/// Keeps a listener connected as long as it lives.
class [[nodiscard]] SignalConnection {
public:
    SignalConnection() = default;
    SignalConnection(std::shared_ptr<SignalCore> core, std::shared_ptr<SignalSlot> slot) noexcept : core_(std::move(core)), slot_(std::move(slot)) {}
    SignalConnection(SignalConnection&& other) noexcept = default;
    SignalConnection& operator=(SignalConnection&& other) noexcept;
    ~SignalConnection() { disconnect(); }

    /// The listener is called no more. Waits until it is not running in another thread, unless it is itself called from within a listener.
    void disconnect() noexcept;
    [[nodiscard]] bool connected() const noexcept { return slot_ != nullptr; }
    /// Leaves the listener connected for good.
    void release() noexcept {
        core_.reset();
        slot_.reset();
    }

private:
    std::shared_ptr<SignalCore> core_;
    std::shared_ptr<SignalSlot> slot_;
};

/// A call of a listener under way; false when it was disconnected.
class SignalCall {
public:
    explicit SignalCall(SignalSlot& slot) noexcept;
    ~SignalCall();
    SignalCall(const SignalCall&) = delete;
    SignalCall& operator=(const SignalCall&) = delete;
    [[nodiscard]] explicit operator bool() const noexcept { return good_; }

private:
    SignalSlot& slot_;
    bool good_;
};

/// The part of a signal that does not depend on what it tells.
class SignalHub {
public:
    constexpr SignalHub() noexcept = default;
    ~SignalHub();
    SignalHub(const SignalHub&) = delete;
    SignalHub& operator=(const SignalHub&) = delete;

    /// One relaxed load.
    [[nodiscard]] bool has_listeners() const noexcept { return count_.load(std::memory_order_relaxed) != 0; }

protected:
    using Slots = std::vector<std::shared_ptr<SignalSlot>>;
    SignalConnection connect_slot(std::shared_ptr<SignalSlot> slot);
    [[nodiscard]] std::shared_ptr<const Slots> slots() const;

private:
    friend struct SignalCore;
    std::atomic<std::uint32_t> count_{0};
    std::atomic<SignalCore*> core_{nullptr};
    std::shared_ptr<SignalCore> owner_;
};

/// Tells listeners of an event, in the order in which they were connected and in the thread that sends. Thread-safe. What a listener throws reaches
/// who sent, and the listeners behind it are not called. A listener that is connected while the signal is sent hears of the next one; one that is
/// disconnected meanwhile is not called any more.
template <class... Args>
class Signal : public SignalHub {
public:
    template <class F>
    [[nodiscard]] SignalConnection connect(F listener) {
        return connect_slot(std::make_shared<Listener<F>>(std::move(listener)));
    }

    void send(Args... args) const {
        if (!has_listeners()) return;
        const auto list = slots();
        for (const std::shared_ptr<SignalSlot>& slot : *list) {
            if (const SignalCall call(*slot); call) static_cast<Callable&>(*slot).call(args...);
        }
    }

private:
    struct Callable : SignalSlot {
        virtual void call(Args... args) = 0;
    };
    template <class F>
    struct Listener final : Callable {
        explicit Listener(F made) : function(std::move(made)) {}
        void call(Args... args) override { function(args...); }
        F function;
    };
};

struct SaveInfo {
    bool created = false;                             ///< the row is new; in pre_save: it is expected to be
    bool raw = false;                                 ///< as it came, of a fixture: do not change other rows
    std::vector<std::string_view> update_fields{};    ///< the fields that are saved; empty: all
    std::string_view database{};                      ///< alias
};
struct DeleteInfo {
    std::string_view database{};
};
/// A change of a many-to-many relation.
struct RelationChange {
    enum class Action : std::uint8_t { pre_add, post_add, pre_remove, post_remove, pre_clear, post_clear };
    Action action{};
    std::string_view field{};          ///< of the model that the signal belongs to
    bool reverse = false;              ///< made from the other side
    std::vector<Parameter> keys{};     ///< of the objects on the other side; none for clear
    std::string_view database{};
};
/// A change of many rows by one statement: no other signal is sent for them.
struct BulkInfo {
    enum class Operation : std::uint8_t { create, update, remove };
    Operation operation{};
    std::int64_t rows = 0;
    std::vector<std::string_view> fields{};
    std::string_view database{};
};

/// The signals of one model, for code that does not know its type: objects are pointers to that model.
struct ModelSignals {
    Signal<void*, const SaveInfo&> pre_save, post_save;
    Signal<void*, const DeleteInfo&> pre_delete, post_delete;
    Signal<void*, const RelationChange&> m2m_changed;
    Signal<const BulkInfo&> post_bulk;
};

/// Constant-initialised: listeners may be connected before main().
template <class M>
inline constinit ModelSignals model_signals{};

/// One of the signals of a model, with its type:
///
///     auto listening = db::pre_save<User>.connect([](User& user, const db::SaveInfo& info) { … });
template <class M, class Info, Signal<void*, const Info&> ModelSignals::*Which>
struct ModelSignal {
    template <class F>
    [[nodiscard]] SignalConnection connect(F listener) const {
        return (model_signals<M>.*Which).connect([listener = std::move(listener)](void* object, const Info& info) mutable { listener(*static_cast<M*>(object), info); });
    }
    void send(M& object, const Info& info) const { (model_signals<M>.*Which).send(&object, info); }
    [[nodiscard]] bool has_listeners() const noexcept { return (model_signals<M>.*Which).has_listeners(); }
};

template <class M>
inline constexpr ModelSignal<M, SaveInfo, &ModelSignals::pre_save> pre_save{};
template <class M>
inline constexpr ModelSignal<M, SaveInfo, &ModelSignals::post_save> post_save{};
template <class M>
inline constexpr ModelSignal<M, DeleteInfo, &ModelSignals::pre_delete> pre_delete{};
template <class M>
inline constexpr ModelSignal<M, DeleteInfo, &ModelSignals::post_delete> post_delete{};
template <class M>
inline constexpr ModelSignal<M, RelationChange, &ModelSignals::m2m_changed> m2m_changed{};
template <class M>
inline constexpr Signal<const BulkInfo&>& post_bulk = model_signals<M>.post_bulk;

}  // namespace reinhardt::db
