// SPDX-License-Identifier: GPL-3.0-or-later
// Every vector beside this file, read by the product's code: it must fail at the stage the vector
// names.
#include "../../keyclient/src/courier/courier_pads.h"
#include "../unit/format/message_fixture.h"
#include "vector_reader.h"

#include <satpad/core/card.h>
#include <satpad/core/environment.h>
#include <satpad/core/image.h>
#include <satpad/core/remark.h>

#include <QDir>
#include <QTest>

using namespace satpad::core;
using namespace satpad::test;
namespace courier = satpad::keyclient::courier;

namespace {

QString text_of(const std::string& text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QString hex_of(ByteView bytes)
{
    return QString::fromLatin1(QByteArray(
        reinterpret_cast<const char*>(bytes.data()), static_cast<qsizetype>(bytes.size()))
                                   .toHex());
}

struct Opened
{
    QString stage; ///< where it failed, or "ok"
    Bytes content;
};

/// A message file, the way a receiver takes it.
Opened open_message(ByteView file, PageSource& pages)
{
    const auto length = header_length(file.first(std::min<std::size_t>(file.size(), 16)));
    if (!length || *length > file.size()) {
        return {"header", {}};
    }
    const auto header = decode_header(file.first(*length));
    if (!header) {
        return {"header", {}};
    }
    const ByteView rest = file.subspan(*length);
    const auto secrets = message_secrets(file.first(*length), pages);
    const auto given = Tag::from_bytes(rest.first(std::min(rest.size(), k_tag_bytes)));
    if (!secrets || !given || !same_tag(*given, secrets->record_tag)) {
        return {"record", {}};
    }
    const ByteView sealed = rest.subspan(k_tag_bytes);
    const MessageGeometry geometry(header->content_bytes);
    if (sealed.size() != geometry.sealed_bytes()) {
        return {"chunk", {}};
    }
    Opened opened{"ok", {}};
    for (std::uint64_t chunk = 0; chunk < geometry.chunks(); ++chunk) {
        const ByteView part = sealed_chunk(*header, sealed, chunk);
        Bytes plain(geometry.chunk_bytes(chunk));
        const bool verified = verify_chunk(*header, chunk, part, pages).has_value();
        if (verified != open_chunk(*header, chunk, part, pages, plain).has_value()) {
            return {"the two checks differ", {}};
        }
        if (!verified) {
            return {"chunk", {}};
        }
        opened.content.insert(opened.content.end(), plain.begin(), plain.end());
    }
    return opened;
}

/// "x y width height"; empty for none.
QString text_of(const std::optional<Region>& region)
{
    return region ? QString("%1 %2 %3 %4")
                        .arg(region->x)
                        .arg(region->y)
                        .arg(region->width)
                        .arg(region->height)
                  : QString();
}

QString stage_of_remark(const Vector& vector, ByteView content)
{
    const auto remark = decode_remark(content);
    if (!remark) {
        return "content";
    }
    bool same = false;
    if (const auto* request = std::get_if<PictureRequest>(&*remark)) {
        same = vector["remark"] == "0" && hex_of(request->asked.view()) == vector["id"] &&
               request->budget_bytes == vector["number"].toULongLong() &&
               text_of(request->region) == vector["region"] && vector["reason"] == "0";
    } else {
        const auto& refusal = std::get<RequestRefusal>(*remark);
        same = vector["remark"] == "1" && hex_of(refusal.request.view()) == vector["id"] &&
               refusal.most_bytes == vector["number"].toULongLong() &&
               static_cast<unsigned>(refusal.reason) == vector["reason"].toUInt() &&
               vector["region"].isEmpty();
    }
    return same ? "ok" : "another content";
}

QString stage_of_message(const Vector& vector)
{
    MemoryPages pages(0, 0);
    pages.bytes() = bytes_of(vector, "pages");
    const Opened opened = open_message(bytes_of(vector, "file"), pages);
    if (opened.stage != "ok") {
        return opened.stage;
    }
    if (is_remark(opened.content)) {
        return stage_of_remark(vector, opened.content);
    }
    const auto decoded = decode_content_header(opened.content);
    if (!decoded) {
        return "content";
    }
    const ContentHeader& header = decoded->header;
    const ByteView payload = ByteView(opened.content).subspan(decoded->length);
    if (!check_payload(header, payload.size()) ||
        (!arrives_as_is(header.codec) && !image::received_file(header, payload))) {
        return "payload";
    }
    const bool same =
        static_cast<unsigned>(header.mode) == vector["mode"].toUInt() &&
        static_cast<unsigned>(header.codec) == vector["codec"].toUInt() &&
        header.original_bytes == vector["size"].toULongLong() &&
        header.width == vector["width"].toUInt() && header.height == vector["height"].toUInt() &&
        text_of(header.name) == vector["name"] &&
        (header.answers ? hex_of(header.answers->view()) : QString()) == vector["answers"] &&
        hex_of(ByteView(opened.content).subspan(decoded->length)) == vector["payload"];
    return same ? "ok" : "another content";
}

Bytes coded_again(const Bytes& content)
{
    if (is_remark(content)) {
        return encode_remark(*decode_remark(content));
    }
    const auto decoded = decode_content_header(content);
    Bytes again = encode_content_header(decoded->header);
    again.insert(
        again.end(), content.begin() + static_cast<std::ptrdiff_t>(decoded->length), content.end());
    return again;
}

/// The C++ code seals what it opened to the same bytes: one message has one coding.
QString sealed_again(const Vector& vector)
{
    MemoryPages pages(0, 0);
    pages.bytes() = bytes_of(vector, "pages");
    const Bytes file = bytes_of(vector, "file");
    const Opened opened = open_message(file, pages);
    const auto header = decode_header(ByteView(file).first(*header_length(file)));
    const Bytes content = coded_again(opened.content);
    Bytes made = encode_header(*header);
    const auto secrets = message_secrets(made, pages);
    const auto sealed = seal_all(*header, pages, content);
    made.insert(made.end(), secrets->record_tag.bytes.begin(), secrets->record_tag.bytes.end());
    made.insert(made.end(), sealed->begin(), sealed->end());
    return hex_of(made);
}

QString stage_of_card(const Vector& vector)
{
    const Bytes text = bytes_of(vector, "text");
    const auto card = parse_card({reinterpret_cast<const char*>(text.data()), text.size()});
    if (!card) {
        return "card";
    }
    const bool same =
        text_of(card->id.hex()) == vector["site"] && text_of(card->key.hex()) == vector["key"] &&
        text_of(card->name) == vector["name"] && text_of(card->address) == vector["address"] &&
        card->simulated == (vector["simulated"] == "1");
    return same ? "ok" : "another card";
}

QString stage_of_courier(const Vector& vector)
{
    const Bytes file = bytes_of(vector, "file");
    const auto length =
        courier::manifest_length(ByteView(file).first(std::min<std::size_t>(file.size(), 16)));
    if (!length || *length > file.size()) {
        return "manifest";
    }
    const ByteView manifest_bytes = ByteView(file).first(*length);
    const auto manifest = courier::decode_manifest(manifest_bytes);
    if (!manifest) {
        return "manifest";
    }
    if (courier::file_bytes(*manifest) != file.size()) {
        return "length";
    }
    ByteView rest = ByteView(file).subspan(*length);
    for (const courier::ManifestPad& pad : manifest->pads) {
        const auto key_bytes = static_cast<std::size_t>(pad.pages) * k_page_bytes;
        ConfirmTag confirm(pad.id, manifest_bytes, pad.pages);
        confirm.start(rest.first(k_page_bytes));
        confirm.update(rest.subspan(k_page_bytes, key_bytes - k_page_bytes));
        if (!same_tag(confirm.finish(), *Tag::from_bytes(rest.subspan(key_bytes, k_tag_bytes))) ||
            !courier::ignored_bits_are_clear(rest.first(k_page_bytes))) {
            return "confirm";
        }
        rest = rest.subspan(key_bytes + k_tag_bytes);
    }
    const Bytes again = courier::encode_manifest(*manifest);
    return std::equal(again.begin(), again.end(), manifest_bytes.begin(), manifest_bytes.end())
               ? "ok"
               : "another manifest";
}

QString stage_of_reply(const Vector& vector)
{
    const Bytes file = bytes_of(vector, "file");
    const auto reply = courier::decode_reply(file);
    if (!reply) {
        return "reply";
    }
    return courier::encode_reply(*reply) == file ? "ok" : "another reply";
}

QString stage_of_pairing(const Vector& vector)
{
    const auto a = PublicKey::from_bytes(bytes_of(vector, "a"));
    const auto b = PublicKey::from_bytes(bytes_of(vector, "b"));
    QStringList words;
    for (const std::string& word : pairing_words(*a, *b)) {
        words << text_of(word);
    }
    return words.join(' ') == vector["words"] ? QString("ok") : words.join(' ');
}

QString stage_of(const Vector& vector)
{
    const QString kind = vector["kind"];
    if (kind == "message") {
        return stage_of_message(vector);
    }
    if (kind == "card") {
        return stage_of_card(vector);
    }
    if (kind == "courier") {
        return stage_of_courier(vector);
    }
    if (kind == "reply") {
        return stage_of_reply(vector);
    }
    return kind == "pairing" ? stage_of_pairing(vector) : "unknown kind";
}

} // namespace

class TstVectors : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }
    void eachVectorEndsAtItsStage_data() { add_rows(""); }
    void eachVectorEndsAtItsStage()
    {
        QFETCH(QString, path);
        const Vector vector = read_vector(path);
        QVERIFY(vector.contains("expect"));
        QCOMPARE(stage_of(vector), vector["expect"]);
    }
    void whatOpensIsSealedToTheSameBytes_data() { add_rows("message_"); }
    void whatOpensIsSealedToTheSameBytes()
    {
        QFETCH(QString, path);
        const Vector vector = read_vector(path);
        QCOMPARE(vector["expect"], QString("ok"));
        QVERIFY(sealed_again(vector) == vector["file"]);
    }

private:
    static void add_rows(const QString& prefix)
    {
        QTest::addColumn<QString>("path");
        const QDir folder(SATPAD_VECTORS);
        for (const QString& name : folder.entryList({prefix + "*.txt"}, QDir::Files, QDir::Name)) {
            if (name != "CMakeLists.txt") {
                QTest::newRow(qPrintable(name)) << folder.filePath(name);
            }
        }
    }
};

QTEST_APPLESS_MAIN(TstVectors)
#include "tst_vectors.moc"
