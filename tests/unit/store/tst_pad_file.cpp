// SPDX-License-Identifier: GPL-3.0-or-later
#include "home_fixture.h"
#include "key_files.h"

#include <satpad/core/pad_file.h>

using namespace satpad::core;
using namespace satpad::test;

namespace {

constexpr std::uint64_t k_pages = 40;

struct PadFixture : HomeFixture
{
    Home home = std::move(*create());
    PadId id = random.id<PadId>();
    Bytes pages = Bytes(k_pages * k_page_bytes);

    PadFixture() { random.fill(pages); }

    [[nodiscard]] Expected<void> write(const PadId& as)
    {
        auto writer = PadFileWriter::create(home, as, k_pages);
        if (!writer) {
            return fail(std::move(writer));
        }
        if (auto done = writer->append(pages); !done) {
            return done;
        }
        return writer->finish();
    }
    [[nodiscard]] ByteView page(std::uint64_t number, std::uint64_t count = 1) const
    {
        return ByteView(pages).subspan(number * k_page_bytes, count * k_page_bytes);
    }
    [[nodiscard]] fs::path part() const { return home.paths().pads() / (id.hex() + ".pad.part"); }
};

bool same(ByteView a, ByteView b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

bool is_damaged(const Expected<PadFile>& opened)
{
    return !opened && opened.error().is(Errc::home_damaged);
}

} // namespace

class TstPadFile : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void pagesComeBack()
    {
        PadFixture f;
        QVERIFY(f.write(f.id).has_value());
        const auto pad = PadFile::open(f.home, f.id, k_pages);
        QVERIFY(pad.has_value());
        auto out = SecretBytes::allocate(7 * k_page_bytes);
        QVERIFY(out.has_value());
        QVERIFY(pad->read(3, out->span()).has_value());
        QVERIFY(same(out->view(), f.page(3, 7)));
    }
    void manyBlocksComeBackWhateverTheAppendSizes()
    {
        PadFixture f;
        constexpr std::uint64_t many = 40'000;
        Bytes all(many * k_page_bytes);
        f.random.fill(all);
        auto writer = PadFileWriter::create(f.home, f.id, many);
        QVERIFY(writer.has_value());
        ByteView left = all;
        for (std::size_t count = 1; !left.empty(); count = count * 3 + 1) {
            const std::size_t now = std::min(count * k_page_bytes, left.size());
            QVERIFY(writer->append(left.first(now)).has_value());
            left = left.subspan(now);
        }
        QVERIFY(writer->finish().has_value());
        const auto pad = PadFile::open(f.home, f.id, many);
        QVERIFY(pad.has_value());
        Bytes out(all.size());
        QVERIFY(pad->read(0, out).has_value());
        QVERIFY(same(out, all));
    }
    void theFileIsPrivateAndHoldsNoPageInClear()
    {
        PadFixture f;
        QVERIFY(f.write(f.id).has_value());
        const auto perms = fs::status(f.home.paths().pad(f.id)).permissions();
        QCOMPARE(static_cast<unsigned>(perms), 0600U);
        const auto file = read_file(*f.store, f.home.paths().pad(f.id), 1 << 20);
        QVERIFY(file.has_value());
        QCOMPARE(file->size(), k_pad_header_bytes + k_pages * k_slot_bytes);
        const ByteView first = f.page(0);
        QVERIFY(std::search(file->begin(), file->end(), first.begin(), first.end()) == file->end());
    }
    void erasedPagesDoNotOpenAndTheirNeighboursDo()
    {
        PadFixture f;
        QVERIFY(f.write(f.id).has_value());
        auto pad = PadFile::open(f.home, f.id, k_pages);
        QVERIFY(pad.has_value());
        QVERIFY(pad->erase(5, 10).has_value());
        QVERIFY(pad->sync().has_value());
        for (std::uint64_t page = 0; page < k_pages; ++page) {
            const auto opens = pad->opens(page);
            QVERIFY(opens.has_value());
            QCOMPARE(*opens, page < 5 || page >= 15);
        }
        Bytes out(5 * k_page_bytes);
        QVERIFY(pad->read(0, out).has_value());
        QVERIFY(same(out, f.page(0, 5)));
    }
    void aReadOverAnErasedPageNamesItAndGivesNothing()
    {
        PadFixture f;
        QVERIFY(f.write(f.id).has_value());
        auto pad = PadFile::open(f.home, f.id, k_pages);
        QVERIFY(pad.has_value());
        QVERIFY(pad->erase(9, 1).has_value());
        Bytes out(4 * k_page_bytes, std::byte{0x55});
        const auto read = pad->read(7, out);
        QVERIFY(!read.has_value());
        QVERIFY(read.error().is(Errc::home_damaged));
        QVERIFY(read.error().context.find(f.id.hex().substr(0, 8) + "/9 ") != std::string::npos);
        QVERIFY(std::all_of(out.begin(), out.end(), [](std::byte b) { return b == std::byte{0}; }));
    }
    void erasingTwiceLeavesOtherNoise()
    {
        PadFixture f;
        QVERIFY(f.write(f.id).has_value());
        auto pad = PadFile::open(f.home, f.id, k_pages);
        QVERIFY(pad.has_value());
        QVERIFY(pad->erase(0, k_pages).has_value());
        const auto once = read_file(*f.store, f.home.paths().pad(f.id), 1 << 20);
        QVERIFY(pad->erase(0, k_pages).has_value());
        const auto twice = read_file(*f.store, f.home.paths().pad(f.id), 1 << 20);
        QVERIFY(once.has_value() && twice.has_value());
        QVERIFY(*once != *twice);
    }
    void rangesPastTheEndAreRefused()
    {
        PadFixture f;
        QVERIFY(f.write(f.id).has_value());
        auto pad = PadFile::open(f.home, f.id, k_pages);
        QVERIFY(pad.has_value());
        Bytes two(2 * k_page_bytes);
        QVERIFY(!pad->read(k_pages - 1, two).has_value());
        QVERIFY(!pad->opens(k_pages).has_value());
        QVERIFY(!pad->erase(1, k_pages).has_value());
        QVERIFY(!pad->erase(1, ~std::uint64_t{0}).has_value());
        QVERIFY(!pad->read(0, MutableByteView(two).first(33)).has_value());
    }
    void aFlippedByteInAnyPartDoesNotOpen()
    {
        PadFixture f;
        QVERIFY(f.write(f.id).has_value());
        const fs::path path = f.home.paths().pad(f.id);
        for (const std::uint64_t offset :
            {0U, 7U, 8U, 24U, 32U, 63U, 64U, 2000U, 4063U, 4064U, 4095U}) {
            flip(path, offset);
            const auto opened = PadFile::open(f.home, f.id, k_pages);
            QVERIFY2(!opened.has_value(), std::to_string(offset).c_str());
            flip(path, offset);
        }
        for (std::uint64_t offset = 0; offset < k_slot_bytes; ++offset) {
            flip(path, k_pad_header_bytes + 2 * k_slot_bytes + offset);
            const auto pad = PadFile::open(f.home, f.id, k_pages);
            QVERIFY(pad.has_value());
            QVERIFY(!pad->opens(2).value());
            QVERIFY(pad->opens(1).value() && pad->opens(3).value());
            flip(path, k_pad_header_bytes + 2 * k_slot_bytes + offset);
        }
    }
    void aSlotMovedElsewhereDoesNotOpen()
    {
        PadFixture f;
        QVERIFY(f.write(f.id).has_value());
        auto file = f.store->open(f.home.paths().pad(f.id), Access::read_write);
        QVERIFY(file.has_value());
        Bytes slot(k_slot_bytes);
        QVERIFY((*file)->read_exact(k_pad_header_bytes, slot).has_value());
        QVERIFY((*file)->write(k_pad_header_bytes + k_slot_bytes, slot).has_value());
        const auto pad = PadFile::open(f.home, f.id, k_pages);
        QVERIFY(pad.has_value());
        QVERIFY(pad->opens(0).value());
        QVERIFY(!pad->opens(1).value());
    }
    void missingCutGrownAndSwappedFilesAreDamage()
    {
        PadFixture f;
        const PadId other = f.random.id<PadId>();
        QVERIFY(is_damaged(PadFile::open(f.home, f.id, k_pages)));
        QVERIFY(f.write(f.id).has_value());
        QVERIFY(f.write(other).has_value());
        const fs::path path = f.home.paths().pad(f.id);
        QVERIFY(is_damaged(PadFile::open(f.home, f.id, k_pages - 1)));
        fs::resize_file(path, k_pad_header_bytes + k_pages * k_slot_bytes - 1);
        QVERIFY(is_damaged(PadFile::open(f.home, f.id, k_pages)));
        fs::resize_file(path, k_pad_header_bytes + k_pages * k_slot_bytes + 1);
        QVERIFY(is_damaged(PadFile::open(f.home, f.id, k_pages)));
        fs::resize_file(path, 0);
        QVERIFY(is_damaged(PadFile::open(f.home, f.id, k_pages)));
        fs::copy_file(f.home.paths().pad(other), path, fs::copy_options::overwrite_existing);
        QVERIFY(is_damaged(PadFile::open(f.home, f.id, k_pages)));
    }
    void aPadOfAnotherHomeIsDamage()
    {
        PadFixture f;
        PadFixture foreign;
        foreign.home = std::move(*Home::create(*foreign.store,
            f.random,
            foreign.root().parent_path() / "other",
            HomeFixture::config()));
        QVERIFY(foreign.write(f.id).has_value());
        fs::copy_file(foreign.home.paths().pad(f.id), f.home.paths().pad(f.id));
        QVERIFY(is_damaged(PadFile::open(f.home, f.id, k_pages)));
    }
    void anotherStorageKeyOpensNothing()
    {
        PadFixture f;
        QVERIFY(f.write(f.id).has_value());
        Bytes key(k_storage_key_bytes);
        f.random.fill(key);
        const SiteConfig& config = f.home.config();
        const auto file = store::encode_storage_key(key, {config.id, config.kind});
        QVERIFY(file.has_value());
        QVERIFY(replace_file(*f.store, f.home.paths().storage_key(), file->view()).has_value());
        f.home = std::move(*f.open());
        QVERIFY(is_damaged(PadFile::open(f.home, f.id, k_pages)));
    }
    void aSymbolicLinkIsNotFollowed()
    {
        PadFixture f;
        QVERIFY(f.write(f.id).has_value());
        const fs::path path = f.home.paths().pad(f.id);
        fs::rename(path, f.root() / "elsewhere");
        fs::create_symlink(f.root() / "elsewhere", path);
        QVERIFY(!PadFile::open(f.home, f.id, k_pages).has_value());
    }
    void aPageOfOneByteIsRefusedAndNothingIsKept()
    {
        PadFixture f;
        std::fill_n(f.pages.begin() + 13 * k_page_bytes, k_page_bytes, std::byte{0xaa});
        const auto written = f.write(f.id);
        QVERIFY(!written.has_value());
        QVERIFY(written.error().is(Errc::malformed));
        QVERIFY(f.store->list(f.home.paths().pads()).value().empty());
    }
    void anAbandonedWriterLeavesNothing()
    {
        PadFixture f;
        {
            auto writer = PadFileWriter::create(f.home, f.id, k_pages);
            QVERIFY(writer.has_value());
            QVERIFY(writer->append(f.page(0, 3)).has_value());
            QVERIFY(f.store->exists(f.part()));
        }
        QVERIFY(f.store->list(f.home.paths().pads()).value().empty());
    }
    void aPadFileNeedsAllItsPagesAndNoMore()
    {
        PadFixture f;
        auto writer = PadFileWriter::create(f.home, f.id, k_pages);
        QVERIFY(writer.has_value());
        QVERIFY(writer->append(f.page(0, k_pages - 1)).has_value());
        QVERIFY(writer->finish().error().is(Errc::wrong_state));
        auto second = PadFileWriter::create(f.home, f.id, 2);
        QVERIFY(second.has_value());
        QVERIFY(!second->append(f.page(0, 3)).has_value());
        QVERIFY(f.store->list(f.home.paths().pads()).value().empty());
    }
    void aPadFileIsNeverReplaced()
    {
        PadFixture f;
        QVERIFY(f.write(f.id).has_value());
        const auto again = f.write(f.id);
        QVERIFY(!again.has_value());
        QVERIFY(again.error().is(Errc::already_exists));
    }
    void leftoversOfACrashAreReplacedUnderANewSalt()
    {
        PadFixture f;
        QVERIFY(replace_file(*f.store, f.part(), f.page(0)).has_value());
        QVERIFY(f.write(f.id).has_value());
        const auto first = read_file(*f.store, f.home.paths().pad(f.id), 1 << 20);
        fs::remove(f.home.paths().pad(f.id));
        QVERIFY(f.write(f.id).has_value());
        const auto second = read_file(*f.store, f.home.paths().pad(f.id), 1 << 20);
        QVERIFY(first.has_value() && second.has_value());
        QVERIFY(!std::equal(first->begin() + 32, first->begin() + 64, second->begin() + 32));
        QVERIFY(!std::equal(first->begin() + 4096, first->begin() + 4144, second->begin() + 4096));
    }
    void anyFailedOperationLeavesNoPadBehind()
    {
        for (const Errc code : {Errc::storage_full, Errc::io_failed}) {
            std::size_t n = 0;
            for (bool fired = true; fired; ++n) {
                PadFixture f;
                f.tap.fail_at(n, make_error_code(code));
                const auto written = f.write(f.id);
                fired = f.tap.fired();
                f.tap.disarm();
                QCOMPARE(written.has_value(), !fired);
                if (fired) {
                    QVERIFY(written.error().is(code));
                    QVERIFY(!f.store->exists(f.home.paths().pad(f.id)));
                    QVERIFY2(f.write(f.id).has_value(), std::to_string(n).c_str());
                }
            }
            QVERIFY(n > 6);
        }
    }
    void everySlotIsDurableBeforeTheNameAppears()
    {
        PadFixture f;
        RecordingTap log;
        const auto logged = make_posix_file_store(&log);
        f.home = std::move(*Home::open(*logged, f.random, f.root(), {}));
        log.clear();
        QVERIFY(f.write(f.id).has_value());
        const auto operations = log.operations();
        using Kind = FileOperation::Kind;
        std::vector<Kind> kinds;
        for (const auto& operation : operations) {
            kinds.push_back(operation.kind);
        }
        const std::vector<Kind> wanted{Kind::unlink,
            Kind::create,
            Kind::write,
            Kind::write,
            Kind::sync,
            Kind::rename,
            Kind::sync_folder};
        QVERIFY(kinds == wanted);
    }
};

QTEST_APPLESS_MAIN(TstPadFile)
#include "tst_pad_file.moc"
