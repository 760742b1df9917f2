// SPDX-License-Identifier: GPL-3.0-or-later
#include "file_taps.h"
#include "storage_safety.h"

#include <satpad/core/environment.h>
#include <satpad/core/lock_file.h>

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <sys/resource.h>
#include <sys/stat.h>

using namespace satpad::core;
using namespace satpad::test;
using Kind = FileOperation::Kind;

namespace {

struct StoreFixture
{
    QTemporaryDir folder;
    FailingTap tap;
    std::unique_ptr<FileStore> store = make_posix_file_store(&tap);

    [[nodiscard]] fs::path path(std::string_view name) const
    {
        return fs::path(folder.path().toStdString()) / name;
    }
};

ByteView bytes_of(std::string_view text)
{
    return std::as_bytes(std::span(text.data(), text.size()));
}

bool holds_text(FileStore& store, const fs::path& path, std::string_view text)
{
    const auto bytes = read_file(store, path, 1 << 20);
    const ByteView wanted = bytes_of(text);
    return bytes && std::equal(bytes->begin(), bytes->end(), wanted.begin(), wanted.end());
}

unsigned mode_of(const fs::path& path)
{
    return static_cast<unsigned>(fs::symlink_status(path).permissions());
}

bool is(const Error& error, std::errc code)
{
    return error.code == code;
}

/// The soft limit on file sizes for the life of this object; going past it is an error, not a
/// signal.
class FileSizeLimit
{
public:
    explicit FileSizeLimit(rlim_t bytes)
    {
        getrlimit(RLIMIT_FSIZE, &m_before);
        rlimit now = m_before;
        now.rlim_cur = bytes;
        m_handler = std::signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &now);
    }
    ~FileSizeLimit()
    {
        setrlimit(RLIMIT_FSIZE, &m_before);
        std::signal(SIGXFSZ, m_handler);
    }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;

private:
    rlimit m_before{};
    void (*m_handler)(int) = nullptr;
};

/// As if the lock's last holder had removed it, and somebody else had made a new one, between the
/// opening of the file and its lock.
struct LockFileChanger final : FileTap
{
    Expected<void> before(const FileOperation& operation) override
    {
        if (operation.kind == FileOperation::Kind::lock && !std::exchange(done, true)) {
            fs::remove(operation.path);
            std::ofstream(operation.path) << "sixteen bytes of somebody else";
        }
        return {};
    }
    bool done = false;
};

} // namespace

class TstFileStore : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void whatIsMadeIsPrivate()
    {
        StoreFixture f;
        QVERIFY(f.store->create(f.path("file")).has_value());
        QVERIFY(f.store->open_or_create(f.path("lock")).has_value());
        QVERIFY(f.store->make_folder(f.path("folder")).has_value());
        QVERIFY(replace_file(*f.store, f.path("replaced"), bytes_of("x")).has_value());
        QCOMPARE(mode_of(f.path("file")), 0600U);
        QCOMPARE(mode_of(f.path("lock")), 0600U);
        QCOMPARE(mode_of(f.path("folder")), 0700U);
        QCOMPARE(mode_of(f.path("replaced")), 0600U);
    }
    void positionedWritesComeBack()
    {
        StoreFixture f;
        auto file = f.store->create(f.path("file"));
        QVERIFY(file.has_value());
        QVERIFY((*file)->write(3, bytes_of("def")).has_value());
        QVERIFY((*file)->write(0, bytes_of("abc")).has_value());
        QCOMPARE((*file)->size().value(), std::uint64_t{6});
        QVERIFY((*file)->truncate(5).has_value());
        QVERIFY((*file)->sync().has_value());
        QVERIFY(holds_text(*f.store, f.path("file"), "abcde"));
    }
    void readingPastTheEndIsAnError()
    {
        StoreFixture f;
        auto file = f.store->create(f.path("file"));
        QVERIFY(file.has_value());
        QVERIFY((*file)->write(0, bytes_of("abc")).has_value());
        Bytes out(4);
        QVERIFY((*file)->read_exact(0, out).error().is(Errc::malformed));
        QCOMPARE((*file)->read_some(0, out).value(), std::size_t{3});
        QCOMPARE((*file)->read_some(3, out).value(), std::size_t{0});
        QVERIFY(is((*file)->read_some(~std::uint64_t{0}, out).error(), std::errc::value_too_large));
    }
    void createNeverOpensWhatIsThere()
    {
        StoreFixture f;
        QVERIFY(f.store->create(f.path("file")).has_value());
        QVERIFY(f.store->create(f.path("file")).error().is(Errc::already_exists));
        fs::create_symlink(f.path("nothing"), f.path("link"));
        QVERIFY(f.store->create(f.path("link")).error().is(Errc::already_exists));
        QVERIFY(!fs::exists(f.path("nothing")));
    }
    void aMissingFileKeepsItsSystemCode()
    {
        StoreFixture f;
        QVERIFY(is(f.store->open(f.path("none"), Access::read_only).error(),
            std::errc::no_such_file_or_directory));
        QVERIFY(is(f.store->list(f.path("none")).error(), std::errc::no_such_file_or_directory));
        QVERIFY(
            is(f.store->identity(f.path("none")).error(), std::errc::no_such_file_or_directory));
        QVERIFY(f.store->remove(f.path("none")).has_value());
    }
    void onlyReadingFollowsALink()
    {
        StoreFixture f;
        QVERIFY(replace_file(*f.store, f.path("file"), bytes_of("x")).has_value());
        fs::create_symlink(f.path("file"), f.path("link"));
        const auto loop = std::errc::too_many_symbolic_link_levels;
        QVERIFY(f.store->open(f.path("link"), Access::read_only).has_value());
        QVERIFY(is(f.store->open(f.path("link"), Access::read_write).error(), loop));
        QVERIFY(is(f.store->open(f.path("link"), Access::read_secret).error(), loop));
        QVERIFY(is(f.store->open_or_create(f.path("link")).error(), loop));
    }
    void aSecretOthersCanReachIsRefused()
    {
        StoreFixture f;
        QVERIFY(replace_file(*f.store, f.path("key"), bytes_of("x")).has_value());
        QVERIFY(f.store->open(f.path("key"), Access::read_secret).has_value());
        for (const mode_t mode : {0640U, 0604U, 0620U, 0601U}) {
            chmod(f.path("key").c_str(), mode);
            const auto opened = f.store->open(f.path("key"), Access::read_secret);
            QVERIFY(!opened.has_value());
            QVERIFY(is(opened.error(), std::errc::operation_not_permitted));
        }
    }
    void onlyRegularFilesOpenAndNothingBlocks()
    {
        StoreFixture f;
        QCOMPARE(mkfifo(f.path("fifo").c_str(), 0600), 0);
        QVERIFY(!f.store->open(f.path("fifo"), Access::read_only).has_value());
        QVERIFY(!f.store->open(f.path("fifo"), Access::read_write).has_value());
        QVERIFY(
            is(f.store->open(f.path(""), Access::read_only).error(), std::errc::is_a_directory));
    }
    void aLockExcludesEveryOtherOpenFile()
    {
        StoreFixture f;
        auto first = f.store->open_or_create(f.path("lock"));
        auto second = f.store->open_or_create(f.path("lock"));
        QVERIFY(first.has_value() && second.has_value());
        QCOMPARE((*first)->try_lock().value(), true);
        QCOMPARE((*first)->try_lock().value(), true);
        QCOMPARE((*second)->try_lock().value(), false);
        first->reset();
        QCOMPARE((*second)->try_lock().value(), true);
    }
    void aLockMayBeShared()
    {
        StoreFixture f;
        auto first = f.store->open_or_create(f.path("lock"));
        auto second = f.store->open_or_create(f.path("lock"));
        auto alone = f.store->open_or_create(f.path("lock"));
        QVERIFY(first.has_value() && second.has_value() && alone.has_value());
        QCOMPARE((*first)->try_share().value(), true);
        QCOMPARE((*second)->try_share().value(), true);
        QCOMPARE((*alone)->try_lock().value(), false);
        first->reset();
        QCOMPARE((*alone)->try_lock().value(), false);
        second->reset();
        QCOMPARE((*alone)->try_lock().value(), true);
        auto late = f.store->open_or_create(f.path("lock"));
        QCOMPARE((*late)->try_share().value(), false);
    }
    void closingAnotherDescriptorKeepsTheLock()
    {
        // What a plain POSIX record lock gets wrong.
        StoreFixture f;
        auto held = f.store->open_or_create(f.path("lock"));
        QVERIFY(held.has_value());
        QCOMPARE((*held)->try_lock().value(), true);
        QVERIFY(f.store->open(f.path("lock"), Access::read_only).has_value());
        auto other = f.store->open_or_create(f.path("lock"));
        QVERIFY(other.has_value());
        QCOMPARE((*other)->try_lock().value(), false);
    }
    void aLockFileThatGrewIsStillALock()
    {
        StoreFixture f;
        SystemRandom random;
        QVERIFY((*f.store->create(f.path("lock")))->write(0, bytes_of(std::string(40, 'x'))));
        const auto held = take_lock_file(*f.store, random, f.path("lock"));
        QVERIFY(held.has_value() && *held != nullptr);
        const auto other = take_lock_file(*f.store, random, f.path("lock"));
        QVERIFY(other.has_value() && *other == nullptr);
    }
    void aTapErrorStopsEachOperation_data()
    {
        QTest::addColumn<int>("kind");
        const std::vector<std::pair<const char*, Kind>> kinds{{"open", Kind::open},
            {"create", Kind::create},
            {"write", Kind::write},
            {"truncate", Kind::truncate},
            {"sync", Kind::sync},
            {"sync_folder", Kind::sync_folder},
            {"rename", Kind::rename},
            {"unlink", Kind::unlink},
            {"lock", Kind::lock}};
        for (const auto& [name, kind] : kinds) {
            QTest::newRow(name) << static_cast<int>(kind);
        }
    }
    void aTapErrorStopsEachOperation()
    {
        QFETCH(int, kind);
        StoreFixture f;
        auto file = f.store->create(f.path("file"));
        QVERIFY(file.has_value());
        QVERIFY((*file)->write(0, bytes_of("abc")).has_value());
        f.tap.fail_at(0,
            make_error_code(Errc::io_failed),
            FailingTap::Then::keep_failing,
            [kind](const FileOperation& operation) {
                return static_cast<int>(operation.kind) == kind;
            });
        const std::vector<std::pair<Kind, bool>> worked{
            {Kind::open, f.store->open(f.path("file"), Access::read_only).has_value()},
            {Kind::create, f.store->create(f.path("new")).has_value()},
            {Kind::write, (*file)->write(0, bytes_of("xyz")).has_value()},
            {Kind::truncate, (*file)->truncate(2).has_value()},
            {Kind::sync, (*file)->sync().has_value()},
            {Kind::sync_folder, f.store->sync_folder(f.path("")).has_value()},
            {Kind::lock, (*file)->try_lock().has_value()},
            {Kind::rename, f.store->rename(f.path("file"), f.path("moved")).has_value()},
            {Kind::unlink, f.store->remove(f.path("moved")).has_value()}};
        for (const auto& [done, fine] : worked) {
            QCOMPARE(fine, static_cast<int>(done) != kind);
        }
        QCOMPARE(fs::exists(f.path("new")), static_cast<Kind>(kind) != Kind::create);
        QCOMPARE(fs::exists(f.path("file")), static_cast<Kind>(kind) == Kind::rename);
        QCOMPARE(fs::exists(f.path("moved")), static_cast<Kind>(kind) == Kind::unlink);
    }
    void theTapSeesWhatIsWritten()
    {
        RecordingTap log;
        StoreFixture f;
        const auto store = make_posix_file_store(&log);
        QCOMPARE(store->tap(), &log);
        QVERIFY(replace_file(*store, f.path("file"), bytes_of("abc")).has_value());
        const auto operations = log.operations();
        std::vector<Kind> kinds;
        for (const auto& operation : operations) {
            kinds.push_back(operation.kind);
        }
        QVERIFY((kinds == std::vector<Kind>{Kind::unlink,
                              Kind::create,
                              Kind::write,
                              Kind::sync,
                              Kind::rename,
                              Kind::sync_folder}));
        QVERIFY(std::equal(
            operations[2].bytes.begin(), operations[2].bytes.end(), bytes_of("abc").begin()));
        QCOMPARE(operations[4].target, f.path("file"));
        QCOMPARE(log.count(Kind::sync), std::size_t{1});
    }
    void aFailedSyncIsFinal()
    {
        StoreFixture f;
        auto file = f.store->create(f.path("file"));
        QVERIFY(file.has_value());
        f.tap.fail_at(0, make_error_code(Errc::io_failed));
        QVERIFY(!(*file)->sync().has_value());
        f.tap.disarm();
        QVERIFY(!(*file)->sync().has_value());
        QVERIFY(!(*file)->write(0, bytes_of("x")).has_value());
        QVERIFY(!(*file)->truncate(0).has_value());
    }
    void aShortWriteGoesOnAndItsErrorIsTold()
    {
        StoreFixture f;
        auto file = f.store->create(f.path("file"));
        QVERIFY(file.has_value());
        const FileSizeLimit limit(10'000);
        const auto written = (*file)->write(0, Bytes(20'000, std::byte{1}));
        QVERIFY(!written.has_value());
        QVERIFY(is(written.error(), std::errc::file_too_large));
        QCOMPARE((*file)->size().value(), std::uint64_t{10'000});
    }
    void replacingKeepsTheOldFileOnEveryErrorBeforeTheRename()
    {
        std::size_t n = 0;
        for (bool fired = true; fired; ++n) {
            StoreFixture f;
            QVERIFY(replace_file(*f.store, f.path("file"), bytes_of("old")).has_value());
            f.tap.fail_at(n, make_error_code(Errc::storage_full));
            const auto replaced = replace_file(*f.store, f.path("file"), bytes_of("new"));
            fired = f.tap.fired();
            f.tap.disarm();
            QCOMPARE(replaced.has_value(), !fired);
            const bool renamed = n > 4;
            QVERIFY(holds_text(*f.store, f.path("file"), renamed ? "new" : "old"));
            QCOMPARE(f.store->list(f.path("")).value().size(), std::size_t{1});
        }
        QCOMPARE(n, std::size_t{7});
    }
    void filesOverTheLimitAreNotRead()
    {
        StoreFixture f;
        QVERIFY(replace_file(*f.store, f.path("file"), bytes_of("12345")).has_value());
        QVERIFY(read_file(*f.store, f.path("file"), 5).has_value());
        QVERIFY(read_file(*f.store, f.path("file"), 4).error().is(Errc::limit_exceeded));
    }
    void aCopyHasAnotherIdentityAndARenamedFileHasNot()
    {
        StoreFixture f;
        QVERIFY(replace_file(*f.store, f.path("file"), bytes_of("x")).has_value());
        const auto first = f.store->identity(f.path("file"));
        fs::copy_file(f.path("file"), f.path("copy"));
        QVERIFY(f.store->rename(f.path("file"), f.path("moved")).has_value());
        QVERIFY(first.has_value());
        QVERIFY(first->inode != 0 && first->device != 0);
        QVERIFY(*first == f.store->identity(f.path("moved")).value());
        QVERIFY(*first != f.store->identity(f.path("copy")).value());
    }
    void aListIsSortedAndHoldsOnlyFiles()
    {
        StoreFixture f;
        for (const char* name : {"b", "a", "c"}) {
            QVERIFY(f.store->create(f.path(name)).has_value());
        }
        QVERIFY(f.store->make_folder(f.path("folder")).has_value());
        fs::create_symlink(f.path("a"), f.path("link"));
        QVERIFY((f.store->list(f.path("")).value() == std::vector<std::string>{"a", "b", "c"}));
    }
    void whatCannotBeLookedAtCountsAsThere()
    {
        StoreFixture f;
        QVERIFY(f.store->create(f.path("file")).has_value());
        fs::create_symlink(f.path("loop"), f.path("loop"));
        QVERIFY(!f.store->exists(f.path("none")));
        QVERIFY(!f.store->exists(f.path("file") / "below"));
        QVERIFY(f.store->exists(f.path("file")));
        QVERIFY(f.store->exists(f.path("loop")));
        QVERIFY(f.store->exists(f.path("loop") / "below"));
    }
    void makingAFolderTwiceIsFineAndAFileIsNotAFolder()
    {
        StoreFixture f;
        QVERIFY(f.store->make_folder(f.path("folder")).has_value());
        QVERIFY(f.store->make_folder(f.path("folder")).has_value());
        QVERIFY(f.store->make_folder(f.path("slash/")).has_value());
        QVERIFY(f.store->create(f.path("file")).has_value());
        QVERIFY(!f.store->make_folder(f.path("file")).has_value());
        QVERIFY(!f.store->make_folder(f.path("none/folder")).has_value());
    }
    void errorsNameNoFileOfAnInbox()
    {
        StoreFixture f;
        QVERIFY(f.store->make_folder(f.path("inbox")).has_value());
        const auto opened = f.store->open(f.path("inbox/holiday.jpg"), Access::read_only);
        QVERIFY(!opened.has_value());
        QVERIFY(opened.error().context.find("holiday") == std::string::npos);
        QVERIFY(opened.error().context.find("inbox") != std::string::npos);
    }
    void localFileSystemsAreSafeAndNetworkOnesAreNot()
    {
        StoreFixture f;
        QVERIFY(require_safe_storage(f.path("")).has_value());
        QVERIFY(require_safe_storage(f.path("not/there/yet")).has_value());
        for (const std::uint32_t safe :
            {0xef53U, 0x58465342U, 0x9123683eU, 0x01021994U, 0x794c7630U}) {
            QVERIFY(posix::unsafe_file_system(safe).empty());
        }
        for (const std::uint32_t unsafe :
            {0x6969U, 0x517bU, 0xff534d42U, 0xfe534d42U, 0x65735546U, 0x4d44U}) {
            QVERIFY(!posix::unsafe_file_system(unsafe).empty());
        }
    }
    void aLockOnAFileThatHasNoNameAnyMoreIsNotTaken()
    {
        StoreFixture f;
        SystemRandom random;
        LockFileChanger tap;
        const auto store = make_posix_file_store(&tap);
        const auto held = take_lock_file(*store, random, f.path("lock"));
        QVERIFY(held.has_value() && *held != nullptr);
        const auto other = take_lock_file(*f.store, random, f.path("lock"));
        QVERIFY(other.has_value() && *other == nullptr);
    }
};

QTEST_APPLESS_MAIN(TstFileStore)
#include "tst_file_store.moc"
