#ifndef POSTERN_PAGETEXT_DAMAGE_H
#define POSTERN_PAGETEXT_DAMAGE_H

/// Watches what Poppler says while content is decoded: a filter that gives up says so, and nothing else.
class DamageWatch {
public:
  /// Has Poppler's messages read from here on, in the whole process.
  static void start();

  DamageWatch();
  ~DamageWatch();
  DamageWatch(const DamageWatch &) = delete;
  DamageWatch &operator=(const DamageWatch &) = delete;

  bool isDamaged() const;

private:
  bool before;
};

#endif
