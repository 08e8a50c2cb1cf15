// Tape: records calls as they run and plays them backwards for gradients.
//
// Terms. A *value* is a tensor (or variable) that a tape watches: one that the user asked to be
// watched, or an output of a recorded call. Values are numbered by *slots* in order of appearance.
// A *node* is one recorded call: the op, its attributes, its inputs' slots and its outputs' slots.
//
// Recording. A call is recorded when an input is a value of the tape; its outputs become values. To
// make "is this a value?" one compare, a tensor carries a word: the id of a tape and its slot
// there. Ids are never reused, so the word of a dead tape matches nothing. A tensor has one word
// but may be a value of several tapes (nested ones, or one per thread): whoever overwrites the word
// of a living tape first moves it into that tape's map, keyed by a unique id that the tensor is
// given then. All of that is the slow path, behind one mutex; a lone tape never takes it.
//
// Memory. A node keeps just the tensors that its gradient reads (OpDef::grad_reads); of the others
// it keeps shape and dtype. Everything lies in a few flat arrays that are reused from tape to tape.
//
// Backwards. Nodes are in topological order by construction, so backprop is one loop from the last
// node to the first: no sort, no recursion. A first sweep marks the slots that depend on a source;
// gradients that lead nowhere are not computed. Gradient functions are C++ and run ops through the
// dispatcher, so an outer tape records them, which gives derivatives of any order.
#pragma once
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "autograd/gradient.h"
#include "dispatch/registry.h"
#include "dispatch/thread_state.h"

namespace zeal {

class Variable;

// A derivative written by the user: what a custom_gradient node holds instead of an op.
class ZEAL_API CustomGradient {
 public:
  virtual ~CustomGradient() = default;
  // dy: one per output, zeros where nothing arrived; dx: one per input, left empty for none.
  virtual void backward(std::span<const Gradient> dy, std::span<Gradient> dx) = 0;
  // The object of another language that it refers to, once, for that language's garbage collector;
  // and another one with a reference of its own: each tape keeps one. Without, tapes share this
  // one.
  virtual void* object() const { return nullptr; }
  virtual std::shared_ptr<CustomGradient> another() const { return nullptr; }
};

// The place in the user's program that a call was made at, for the errors of its backward pass.
class ZEAL_API CallSite {
 public:
  virtual ~CallSite() = default;
  // What an error says after its own message.
  virtual std::string text() const = 0;
  // Adds that to an exception of the user's language that is in flight.
  virtual void annotate() const = 0;
};
using SiteMaker = std::shared_ptr<CallSite> (*)();

inline constexpr uint32_t kNoSlot = ~uint32_t{0};

class ForwardAccumulator;

// A call of an op, or of a function whose derivative is written by hand.
struct Call {
  const OpRecord* op;  // or:
  std::shared_ptr<CustomGradient> custom;
  Inputs in;
  const void* attrs;
  std::span<Tensor> out;
};

// Shape and dtype of a tensor that is not kept.
struct Meta {
  Shape shape;
  DType dtype;
  Device device;
};

// What a tape knows of a recorded call, for showing it.
struct NodeView {
  struct Value {
    uint32_t slot;     // kNoSlot: no value of this tape
    const Meta* meta;  // null: given back to the allocator, or absent
    const void* held;  // the data that the node keeps alive, if it does
    size_t bytes;      // of those
  };
  const char* op;  // "CustomGradient" for one that the user wrote
  std::vector<Value> in, out;
  std::vector<Meta> metas;  // what the values point at
  const CallSite* site;     // null unless asked for
};

struct Node {
  const OpRecord* op;  // null for a custom gradient
  const void* attrs;   // the op's defaults, or a copy in the tape's arena
  uint32_t inputs;     // first of n_in entries in Tape::in_slots_
  uint32_t kept;       // first of n_in + n_out entries in Tape::kept_
  uint32_t out_slot;   // first of n_out consecutive slots
  int32_t n_in, n_out;
  uint32_t custom;  // index into Tape::customs_, for a custom gradient
};

class ZEAL_API Tape {
 public:
  Tape(bool persistent, bool watch_accessed_variables);
  ~Tape();
  Tape(const Tape&) = delete;

  // Recording starts and stops on the calling thread; tapes nest as a stack, but any may be
  // stopped.
  void start();
  void stop();
  bool recording() const { return recording_; }
  bool persistent() const { return persistent_; }
  // For callers that take several gradients which count as one, such as a Jacobian's rows.
  void set_persistent(bool on) { persistent_ = on; }
  bool watches_variables() const { return watch_variables_; }
  bool used() const { return used_; }
  // Forgets all that was recorded and watched.
  void reset();

  void watch(const Tensor& t);
  void watch(Variable& v);
  void on_read(Variable& v, const Tensor& value);
  bool is_watched(const TensorImpl& t) { return slot(t) != kNoSlot; }
  // In the order in which they were made, each once.
  std::vector<Variable*> watched_variables() const;

  struct Source {
    Tensor tensor;  // or:
    Variable* variable = nullptr;
  };
  // d(sum of targets) / d(source) for every source, weighted by `output_gradients` (ones where
  // empty or absent). Sources that nothing reached get an empty Gradient. Uses up a tape that is
  // not persistent: a second call is a FailedPrecondition.
  std::vector<Gradient> gradient(std::span<const Source> targets, std::span<const Source> sources,
                                 std::span<const Tensor> output_gradients = {});

  void record(const OpRecord& op, Inputs in, const void* attrs, Tensor* out, int outs);
  // Records a call, or gives it to the accumulator that this is the tape of.
  void see(const Call& call);
  // The gradients of one call by the inputs that are wanted, from those by its results.
  static std::vector<Gradient> pull_back(const Call& call, const std::vector<bool>& wanted,
                                         std::span<const Tensor> dy);

  size_t num_nodes() const { return nodes_.size(); }
  // Bytes of the tensors that the recorded nodes keep alive.
  size_t bytes_held() const;
  const std::vector<Node>& nodes() const { return nodes_; }
  NodeView view(size_t node) const;
  // The variables watched, with their slots.
  std::vector<std::pair<Variable*, uint32_t>> watched_slots() const;
  // Null unless the call was recorded while call sites were kept.
  const CallSite* site(size_t node) const {
    return node < sites_.size() ? sites_[node].get() : nullptr;
  }
  void keep_site(std::shared_ptr<CallSite> site);  // the last node's
  // Calls visit(object) for each reference that this tape alone holds to an object of another
  // language: the owners of variables, and what user-defined derivatives refer to.
  template <class F>
  void each_object(F&& visit) const {
    for (const Watched& w : watched_)
      if (void* o = owner_of(*w.variable)) visit(o);
    for (const auto& c : customs_)
      if (c.use_count() == 1 && c->object()) visit(c->object());
  }

 private:
  friend class GradContext;
  friend class Backprop;
  friend class ForwardAccumulator;
  friend class OutsideTape;
  friend class PausedTapes;
  friend struct TapeStack;
  friend class OutsideScope;

  struct Watched {
    Variable* variable;
    uint32_t slot;
  };
  static constexpr uint32_t kNoMeta = ~uint32_t{0};
  struct Kept {
    TensorImpl* tensor = nullptr;  // one reference of ours, or
    uint32_t meta = kNoMeta;       // an index into metas_
  };

  void watch(Variable& v, const Tensor& value);
  uint32_t slot(const TensorImpl& t);
  uint32_t new_slot();
  void set_slot(TensorImpl& t, uint32_t slot);
  bool find_inputs(Inputs in);
  void record_custom(const Call& call);
  void hold(const Call& call, const std::vector<bool>& wanted);
  template <bool find_outputs>
  Node& append(Inputs in, Tensor* out, int outs, Reads reads);
  const void* keep_attrs(const OpRecord& op, const void* attrs);
  void keep(TensorImpl* t, bool whole, TensorImpl* like, uint32_t like_at);
  void release_node(Node& n);
  Meta meta_of(uint32_t kept) const;
  static void* owner_of(const Variable& v);  // null if the tape has not retained one
  uint64_t id_;
  int batch_depth_ = -1;  // how many vectorised maps it was started inside of; not started yet
  bool persistent_, watch_variables_;
  bool recording_ = false, used_ = false;
  bool hand_watched_ = false;  // some variable is watched that reading would not have watched
  Tape* outer_ = nullptr;      // the next recording tape of the thread
  ForwardAccumulator* forward_ = nullptr;  // whose tape this is; it records nothing then
  uint32_t slots_ = 0;
  std::vector<Node> nodes_;
  std::vector<uint32_t> in_slots_;
  std::vector<Kept> kept_;
  std::vector<Meta> metas_;
  std::vector<std::shared_ptr<CustomGradient>> customs_;
  std::vector<std::shared_ptr<CallSite>> sites_;  // by node, up to the last one that has any
  std::vector<Watched> watched_;
  std::unordered_map<uint64_t, uint32_t> spilled_;  // by unique id; guarded by the tapes' mutex
  // Attributes, in blocks that never move; those with destructors are listed.
  std::vector<std::unique_ptr<std::byte[]>> arena_;
  size_t arena_used_ = 0;
  std::vector<std::pair<const AttrsType*, void*>> owned_attrs_;
};

// Records a user-defined derivative on every recording tape that watches an input. Outputs that are
// values already are replaced by fresh tensors over the same data.
ZEAL_API void record_custom(Inputs in, std::span<Tensor> out,
                            const std::shared_ptr<CustomGradient>& backward);

// The part of record_custom for tapes outside of the innermost vectorised map among the tensors:
// puts outputs in place that these tapes know. Gives that map's depth, 0 if there is none
// (autograd/batched_custom.cpp).
int record_custom_outside(Inputs in, std::span<Tensor> out,
                          const std::shared_ptr<CustomGradient>& backward);

// Shows this thread's calls to `observer` from now on; null ends that.
ZEAL_API void set_observer(CallObserver observer);

// Keeps the site of every call that this thread records from now on; null ends that.
ZEAL_API void set_call_sites(SiteMaker make);

// Tells the tapes that record on this thread what a variable was read as (those that watch accessed
// variables start to watch it, if it is trainable).
ZEAL_API void watch_read(Variable& v, const Tensor& value);

// While it lives, notes the trainable variables that this thread reads, recording or not.
class ZEAL_API VariableWatch {
 public:
  VariableWatch();
  ~VariableWatch();
  VariableWatch(const VariableWatch&) = delete;
  // In the order in which they were made, each once.
  std::vector<Variable*> seen() const;

 private:
  friend void watch_read(Variable& v, const Tensor& value);
  void note(Variable& v);

  VariableWatch* outer_;  // this thread's next one
  std::vector<Variable*> seen_;
};

// While it lives, only the tapes outside of a recording one record on this thread.
class OutsideTape {
 public:
  explicit OutsideTape(const Tape& t);
  ~OutsideTape();
  OutsideTape(const OutsideTape&) = delete;

 private:
  Tape* tape_;
};

// Stops the tapes that record on this thread, and starts them again when it dies. Other than with
// NoRecording, a program may do with them meanwhile what it likes.
class ZEAL_API PausedTapes {
 public:
  PausedTapes();
  ~PausedTapes();
  PausedTapes(const PausedTapes&) = delete;

 private:
  std::vector<uint64_t> ids_;  // the innermost first
};

// While it lives, nothing is recorded on this thread, by any tape. No tape may be started or
// stopped inside.
class ZEAL_API NoRecording {
 public:
  NoRecording() : id_(thread_state.tape_id), tape_(thread_state.tape) {
    thread_state.tape_id = thread_state.idle_id();
    thread_state.tape = nullptr;
  }
  ~NoRecording() {
    thread_state.tape_id = id_;
    thread_state.tape = tape_;
  }
  NoRecording(const NoRecording&) = delete;

 private:
  uint64_t id_;
  Tape* tape_;
};

}  // namespace zeal
