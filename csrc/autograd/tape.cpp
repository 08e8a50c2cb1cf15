#include "autograd/tape.h"

#include <algorithm>
#include <cstring>

#include "autograd/forward.h"
#include "autograd/variable.h"
#include "core/fork.h"
#include "dispatch/batch.h"
#include "dispatch/dispatch.h"

namespace zeal {

namespace {

// Note [Living tapes]
// The ids of tapes that may still be asked for a gradient. A tensor's word may be overwritten by
// another tape only after the living tape that it names has put the slot into its own map.
struct Living {
  ForkMutex mutex;
  std::vector<std::pair<uint64_t, Tape*>> tapes;  // few; sorted by id
  uint64_t next_id = 1;
  uint64_t next_unique = 1;

  Tape* find(uint64_t id) {
    for (auto& [i, t] : tapes)
      if (i == id) return t;
    return nullptr;
  }
};
Living& living() {
  static auto* l = new Living;  // outlives every thread
  return *l;
}

void fit(uint64_t slots) {
  if (ZEAL_UNLIKELY(slots >= (uint64_t{1} << kSlotBits)))
    fail(Code::ResourceExhausted, "a tape can hold at most 2^", kSlotBits, " values");
}

}  // namespace

struct TapeStack {
  static void push(Tape* t) {
    t->outer_ = thread_state.tape;
    thread_state.tape = t;
    update();
  }
  static void remove(Tape* t) {
    Tape** at = &thread_state.tape;
    while (*at && *at != t) at = &(*at)->outer_;
    if (*at) *at = t->outer_;
    t->outer_ = nullptr;
    update();
  }
  static void update() {
    Tape* t = thread_state.tape;
    const bool one = t && !t->outer_ && !thread_state.observer;
    thread_state.tape_id = one ? t->id_ : t ? kManyTapes : thread_state.idle_id();
  }
  static Tape* outer(Tape* t) { return t->outer_; }
  static int batch_depth(const Tape* t) { return t->batch_depth_; }
};

// Note [Call sites]
// A thread that keeps call sites, notes the variables that it reads, or has an accumulator of
// forward mode, has an observer, so that other threads are not even asked: if it has no other one,
// `ignore`. What was recorded is seen by the number of a tape's nodes.
namespace {
struct Watchers {
  CallObserver observer = nullptr;
  SiteMaker sites = nullptr;
  VariableWatch* variables = nullptr;
  int accumulators = 0;  // of forward mode, recording
};
thread_local Watchers watchers;

void ignore(const OpRecord&, Inputs, std::span<const Tensor>) {}

void update_observer() {
  const bool others = watchers.sites || watchers.variables || watchers.accumulators;
  thread_state.observer = watchers.observer ? watchers.observer : others ? ignore : nullptr;
  TapeStack::update();
}
}  // namespace

OutsideTape::OutsideTape(const Tape& t) : tape_(thread_state.tape) {
  thread_state.tape = t.outer_;
  TapeStack::update();
}

OutsideTape::~OutsideTape() {
  thread_state.tape = tape_;
  TapeStack::update();
}

OutsideScope::OutsideScope(const BatchScope& scope)
    : batch_(thread_state.batch), tape_(thread_state.tape), id_(thread_state.tape_id) {
  thread_state.batch = scope.outer();
  Tape* t = tape_;
  while (t && t->batch_depth_ >= scope.depth()) t = t->outer_;
  if (t == tape_) return;
  thread_state.tape = t;
  TapeStack::update();
}

OutsideScope::~OutsideScope() {
  thread_state.batch = batch_;
  thread_state.tape = tape_;
  thread_state.tape_id = id_;
}

Tape::Tape(bool persistent, bool watch_accessed_variables)
    : persistent_(persistent), watch_variables_(watch_accessed_variables) {
  Living& l = living();
  std::lock_guard lock(l.mutex);
  id_ = l.next_id++;
  l.tapes.emplace_back(id_, this);
}

Tape::~Tape() {
  if (recording_) stop();
  reset();
  Living& l = living();
  std::lock_guard lock(l.mutex);
  std::erase_if(l.tapes, [this](auto& e) { return e.second == this; });
}

void Tape::start() {
  if (recording_) fail(Code::FailedPrecondition, "Tape is already recording.");
  recording_ = true;
  if (batch_depth_ < 0)  // it may have been stopped for a while, also inside of a map
    batch_depth_ = thread_state.batch ? thread_state.batch->depth() : 0;
  TapeStack::push(this);
  if (!forward_) return;
  ++watchers.accumulators;
  update_observer();
}

void Tape::stop() {
  if (!recording_) fail(Code::FailedPrecondition, "Tape is not recording.");
  recording_ = false;
  TapeStack::remove(this);
  if (!forward_) return;
  --watchers.accumulators;
  update_observer();
}

void* Tape::owner_of(const Variable& v) { return v.owner().retain ? v.owner().object : nullptr; }

void Tape::reset() {
  for (Kept& k : kept_)
    if (k.tensor) k.tensor->release();
  for (auto& [type, p] : owned_attrs_) type->destroy(p);
  for (Watched& w : watched_)
    if (w.variable->owner().release) w.variable->owner().release(w.variable->owner().object);
  nodes_.clear();
  in_slots_.clear();
  kept_.clear();
  metas_.clear();
  customs_.clear();
  sites_.clear();
  watched_.clear();
  owned_attrs_.clear();
  if (arena_.size() > 1) arena_.resize(1);
  arena_used_ = 0;
  slots_ = 0;
  // A new id makes every word that names the old one stale.
  Living& l = living();
  std::lock_guard lock(l.mutex);
  spilled_.clear();
  for (auto& e : l.tapes)
    if (e.second == this) e.first = l.next_id;
  id_ = l.next_id++;
  if (recording_)
    TapeStack::update();
  else
    batch_depth_ = -1;
}

uint32_t Tape::new_slot() {
  fit(slots_ + 1);
  return slots_++;
}

uint32_t Tape::slot(const TensorImpl& t) {
  // Acquires what whoever overwrote our word wrote before: the unique id.
  uint64_t word = t.tape_word.load(std::memory_order_acquire);
  if (ZEAL_LIKELY(tape_of(word) == id_)) return slot_of(word);
  if (ZEAL_LIKELY(t.unique_id.load(std::memory_order_relaxed) == 0)) return kNoSlot;
  std::lock_guard lock(living().mutex);
  // Look again: the word may have moved into the map meanwhile.
  word = t.tape_word.load(std::memory_order_relaxed);
  if (tape_of(word) == id_) return slot_of(word);
  auto it = spilled_.find(t.unique_id.load(std::memory_order_relaxed));
  return it == spilled_.end() ? kNoSlot : it->second;
}

void Tape::set_slot(TensorImpl& t, uint32_t slot) {
  uint64_t old = t.tape_word.load(std::memory_order_relaxed);
  uint64_t word = make_word(id_, slot);
  if (old == word) return;
  if (old != 0) {
    Living& l = living();
    std::lock_guard lock(l.mutex);
    old = t.tape_word.load(std::memory_order_relaxed);
    Tape* other = l.find(tape_of(old));
    if (other && other != this) {
      uint64_t id = t.unique_id.load(std::memory_order_relaxed);
      if (!id) t.unique_id.store(id = l.next_unique++, std::memory_order_relaxed);
      other->spilled_[id] = slot_of(old);
    }
    t.tape_word.store(word, std::memory_order_release);
    return;
  }
  // Nobody else can race for a word that was never set, except for variables' tensors, which are
  // watched by reading them: those threads must agree, so the exchange decides.
  if (!t.tape_word.compare_exchange_strong(old, word, std::memory_order_relaxed)) set_slot(t, slot);
}

void Tape::watch(const Tensor& t) {
  if (slot(*t.get()) != kNoSlot) return;
  set_slot(*t.get(), new_slot());
}

void Tape::watch(Variable& v) {
  hand_watched_ |= !watch_variables_ || !v.trainable();
  watch(v, v.peek());
}

// `value` is what the reader goes on with: by now another thread may have assigned the next.
void Tape::watch(Variable& v, const Tensor& value) {
  uint64_t word = v.tape_word_.load(std::memory_order_relaxed);
  uint32_t s;
  if (tape_of(word) == id_) {
    s = slot_of(word);
  } else {
    // Another tape may have taken the variable's word: then this variable gets a second slot here,
    // which is harmless, because gradient() sums over all slots of a variable.
    s = new_slot();
    watched_.push_back({&v, s});
    if (v.owner().retain) v.owner().retain(v.owner().object);
    v.tape_word_.store(make_word(id_, s), std::memory_order_relaxed);
  }
  if (slot(*value.get()) != s) set_slot(*value.get(), s);
}

namespace {
std::vector<Variable*> in_order(std::vector<Variable*> list) {
  std::sort(list.begin(), list.end(),
            [](const Variable* a, const Variable* b) { return a->number() < b->number(); });
  list.erase(std::unique(list.begin(), list.end()), list.end());
  return list;
}
}  // namespace

std::vector<Variable*> Tape::watched_variables() const {
  std::vector<Variable*> out;
  for (const Watched& w : watched_) out.push_back(w.variable);
  return in_order(std::move(out));
}

bool Tape::find_inputs(Inputs in) {
  bool any = false;
  for (TensorImpl* x : in) {
    uint32_t s = x && is_differentiable(x->dtype()) ? slot(*x) : kNoSlot;
    any |= s != kNoSlot;
    in_slots_.push_back(s);
  }
  return any;
}

void Tape::keep(TensorImpl* t, bool whole, TensorImpl* like, uint32_t like_at) {
  Kept k;
  if (whole && t) {
    t->retain();
    k.tensor = t;
  } else if (t) {
    if (like && !kept_[like_at].tensor && like->dtype() == t->dtype() &&
        like->shape() == t->shape()) {
      k.meta = kept_[like_at].meta;  // most element-wise calls: one entry serves all
    } else {
      k.meta = static_cast<uint32_t>(metas_.size());
      metas_.push_back({t->shape(), t->dtype(), t->device()});
    }
  }
  kept_.push_back(k);
}

template <bool find_outputs>
Node& Tape::append(Inputs in, Tensor* out, int outs, Reads reads) {
  fit(uint64_t{slots_} + static_cast<uint64_t>(outs));
  Node n{};
  n.inputs = static_cast<uint32_t>(in_slots_.size() - in.size());
  n.kept = static_cast<uint32_t>(kept_.size());
  n.n_in = static_cast<int32_t>(in.size());
  n.n_out = outs;
  n.out_slot = slots_;
  slots_ += static_cast<uint32_t>(outs);
  for (int i = 0; i < n.n_in; ++i)
    keep(in[i], reads.inputs >> std::min(i, 31) & 1, i ? in[0] : nullptr, n.kept);
  for (int i = 0; i < outs; ++i) {
    TensorImpl* y = out[i].get();
    keep(y, reads.outputs >> std::min(i, 31) & 1, n.n_in ? in[0] : nullptr, n.kept);
    if (find_outputs && is_differentiable(y->dtype()))
      set_slot(*y, n.out_slot + static_cast<uint32_t>(i));
  }
  nodes_.push_back(n);
  return nodes_.back();
}

const void* Tape::keep_attrs(const OpRecord& op, const void* attrs) {
  if (attrs == op.attrs.defaults) return attrs;
  constexpr size_t kBlock = 16384;
  size_t size = (op.attrs.size + 15) & ~size_t{15};
  if (arena_.empty() || arena_used_ + size > kBlock) {
    arena_.push_back(std::make_unique<std::byte[]>(kBlock));
    arena_used_ = 0;
  }
  void* p = arena_.back().get() + arena_used_;
  arena_used_ += size;
  if (op.attrs.trivial) {
    std::memcpy(p, attrs, op.attrs.size);
  } else {
    op.attrs.copy(p, attrs);
    owned_attrs_.emplace_back(&op.attrs, p);
  }
  return p;
}

void Tape::record(const OpRecord& op, Inputs in, const void* attrs, Tensor* out, int outs) {
  if (!find_inputs(in)) {
    in_slots_.resize(in_slots_.size() - in.size());
    return;
  }
  const void* kept = keep_attrs(op, attrs);
  Node& n = append<true>(in, out, outs, op.def->grad_reads);
  n.op = &op;
  n.attrs = kept;
}

void Tape::record_custom(const Call& call) {
  if (!find_inputs(call.in)) {
    in_slots_.resize(in_slots_.size() - call.in.size());
    return;
  }
  Node& n =
      append<true>(call.in, call.out.data(), static_cast<int>(call.out.size()), Reads::Nothing);
  n.custom = static_cast<uint32_t>(customs_.size());
  auto own = call.custom->another();
  customs_.push_back(own ? std::move(own) : call.custom);
}

void Tape::see(const Call& call) {
  if (forward_) return forward_->see(call);
  if (!call.op) return record_custom(call);
  record(*call.op, call.in, call.attrs, call.out.data(), static_cast<int>(call.out.size()));
}

// A tape of one node; no tensor learns of it.
void Tape::hold(const Call& call, const std::vector<bool>& wanted) {
  for (bool w : wanted) in_slots_.push_back(w ? new_slot() : kNoSlot);
  Node& n = append<false>(call.in, call.out.data(), static_cast<int>(call.out.size()),
                          call.op ? call.op->def->grad_reads : Reads::Nothing);
  n.op = call.op;
  n.attrs = call.attrs;
  if (!call.op) customs_.push_back(call.custom);
}

Meta Tape::meta_of(uint32_t kept) const {
  const Kept& k = kept_[kept];
  if (k.tensor) return {k.tensor->shape(), k.tensor->dtype(), k.tensor->device()};
  return metas_[k.meta];
}

void Tape::release_node(Node& n) {
  const uint32_t end = n.kept + static_cast<uint32_t>(n.n_in + n.n_out);
  for (uint32_t i = n.kept; i < end; ++i)
    if (TensorImpl* t = std::exchange(kept_[i].tensor, nullptr)) t->release();
  if (!n.op) customs_[n.custom].reset();
}

size_t Tape::bytes_held() const {
  size_t bytes = 0;
  std::unordered_map<const void*, bool> seen;
  for (const Kept& k : kept_)
    if (k.tensor && seen.emplace(k.tensor->data(), true).second) bytes += k.tensor->bytes();
  return bytes;
}

void Tape::on_read(Variable& v, const Tensor& value) {
  if (watch_variables_ && v.trainable()) {
    watch(v, value);
  } else if (tape_of(v.tape_word_.load(std::memory_order_relaxed)) == id_) {
    watch(v, value);  // watched by hand: the value may be a new one by now
  } else if (hand_watched_) {
    for (const Watched& w : watched_)
      if (w.variable == &v) return watch(v, value);
  }
}

PausedTapes::PausedTapes() {
  while (Tape* t = thread_state.tape) {
    ids_.push_back(t->id_);
    t->stop();
  }
}

PausedTapes::~PausedTapes() {
  for (size_t i = ids_.size(); i-- > 0;) {
    Tape* t;
    {
      Living& l = living();
      std::lock_guard lock(l.mutex);
      t = l.find(ids_[i]);  // null if it was destroyed or reset
    }
    if (t && !t->recording()) t->start();
  }
}

VariableWatch::VariableWatch() : outer_(watchers.variables) {
  watchers.variables = this;
  update_observer();
}

VariableWatch::~VariableWatch() {
  watchers.variables = outer_;
  update_observer();
  for (Variable* v : seen_)
    if (v->owner().release) v->owner().release(v->owner().object);
}

std::vector<Variable*> VariableWatch::seen() const { return in_order(seen_); }

void VariableWatch::note(Variable& v) {
  if (!v.trainable() || std::find(seen_.begin(), seen_.end(), &v) != seen_.end()) return;
  seen_.push_back(&v);
  if (v.owner().retain) v.owner().retain(v.owner().object);
}

void watch_read(Variable& v, const Tensor& value) {
  // Outer tapes first: the tensor's word then ends up naming the innermost one.
  Tape* list[64];
  int n = 0;
  for (Tape* t = thread_state.tape; t && n < 64; t = TapeStack::outer(t)) list[n++] = t;
  while (n) list[--n]->on_read(v, value);
  for (VariableWatch* w = watchers.variables; w; w = w->outer_) w->note(v);
}

namespace {
// Shows a call to the recording tapes that were started inside of `depth` maps, and gives those
// that recorded it its site. Outer tapes come first where an accumulator is among them: they must
// know the call before they see the ops that its tangents are made of.
void show(const Call& call, int depth = 0) {
  std::vector<Tape*> tapes;
  for (Tape* t = thread_state.tape; t; t = TapeStack::outer(t))
    if (TapeStack::batch_depth(t) >= depth) tapes.push_back(t);
  if (watchers.accumulators) std::reverse(tapes.begin(), tapes.end());
  std::shared_ptr<CallSite> site;
  for (Tape* t : tapes) {
    const size_t before = t->num_nodes();
    t->see(call);
    if (!watchers.sites || t->num_nodes() == before) continue;
    if (!site) site = watchers.sites();
    t->keep_site(site);
  }
}

// record_call where the thread has an observer.
ZEAL_NOINLINE void record_seen(const OpRecord& op, Inputs in, const void* attrs, Tensor* out,
                               int outs) {
  const std::span<Tensor> y(out, static_cast<size_t>(outs));
  thread_state.observer(op, in, y);
  if (op.def->grad) show({&op, nullptr, in, attrs, y});
}
}  // namespace

void record_call(const OpRecord& op, Inputs in, const void* attrs, Tensor* out, int outs) {
  if (ZEAL_UNLIKELY(thread_state.observer != nullptr)) return record_seen(op, in, attrs, out, outs);
  if (!op.def->grad) return;
  for (Tape* t = thread_state.tape; t; t = TapeStack::outer(t)) t->record(op, in, attrs, out, outs);
}

void record_batched(const OpRecord& op, Inputs in, const void* attrs, Tensor* out, int outs,
                    int depth) {
  if (op.def->grad) show({&op, nullptr, in, attrs, {out, static_cast<size_t>(outs)}}, depth);
}

void set_observer(CallObserver observer) {
  watchers.observer = observer;
  update_observer();
}

void set_call_sites(SiteMaker make) {
  watchers.sites = make;
  update_observer();
}

void record_custom(Inputs in, std::span<Tensor> out,
                   const std::shared_ptr<CustomGradient>& backward) {
  if (!thread_state.tape) return;
  // Tapes that were started inside of the map whose examples these are see the calls as they look,
  // the others those of all examples.
  const int depth = record_custom_outside(in, out, backward);
  for (Tensor& y : out) y = y.with_shape(y.shape());
  show({nullptr, backward, in, nullptr, out}, depth);
}

}  // namespace zeal
