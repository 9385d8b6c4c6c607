using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace K8sRouter.Testing.GoogleCloudStorage;

/// <summary>Reads, lists and deletes objects.</summary>
internal sealed partial class GcsReads(TimeProvider clock)
{
    private const int MostAPage = 1000;

    /// <summary>Most entries of a page: the real service may answer fewer than were asked for.</summary>
    public int PageLimit { get; set; } = MostAPage;

    public static Task StatAsync(GcsDoubleCall call, GcsDoubleBucket bucket)
    {
        var item = Find(call, bucket);
        return call.WriteAsync(GcsFieldMask.Apply(GcsObjectJson.Write(item), call.Text("fields")));
    }

    public static Task MediaAsync(GcsDoubleCall call, GcsDoubleBucket bucket)
    {
        var item = Find(call, bucket);
        var response = call.Context.Response;
#pragma warning disable CA5351 // The service sends it beside the other; nobody's safety rests on it.
        string md5 = Convert.ToBase64String(MD5.HashData(item.Content));
#pragma warning restore CA5351
        response.Headers["x-goog-hash"] = $"crc32c={GcsObjectJson.Crc(item.Crc32C)},md5={md5}";
        response.Headers["x-goog-generation"] = GcsObjectJson.Number(item.Generation);
        response.Headers["x-goog-stored-content-length"] = GcsObjectJson.Number(item.Content.Length);
        var content = item.Content;
        if (call.Context.Request.Headers.Range.FirstOrDefault() is { } range)
        {
            var (first, last) = Range(range, content.Length, response);
            content = content[first..(last + 1)];
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = $"bytes {first}-{last}/{item.Content.Length}";
        }
        return call.WriteAsync(content, item.ContentType ?? "application/octet-stream");
    }

    public Task ListAsync(GcsDoubleCall call, GcsDoubleBucket bucket)
    {
        call.AllowOnly("prefix", "delimiter", "maxResults", "pageToken", "startOffset", "endOffset", "projection");
        string prefix = call.Text("prefix") ?? "";
        string? delimiter = call.Text("delimiter");
        string? after = Token(call.Text("pageToken"));
        long most = Math.Min(call.Number("maxResults") ?? MostAPage, Math.Min(MostAPage, PageLimit));
        if (most == 0)
            throw GcsWireError.Invalid("Invalid value for parameter 'maxResults'.");

        var items = new JsonArray();
        var folders = new JsonArray();
        string? last = after;
        string? next = null;
        foreach (var item in bucket.Objects.Where(item => InRange(item.Name, prefix, call)))
        {
            string entry = Entry(item.Name, prefix, delimiter);
            // An entry stands for all names that begin with it where it is a folder.
            if (last is not null && (string.CompareOrdinal(entry, last) <= 0))
                continue;
            if (items.Count + folders.Count == most)
            {
                next = last;
                break;
            }
            if (entry == item.Name)
                items.Add(GcsObjectJson.Write(item));
            else
                folders.Add(entry);
            last = entry;
        }
        var page = new JsonObject { ["kind"] = "storage#objects" };
        if (next is not null)
            page["nextPageToken"] = Convert.ToBase64String(Encoding.UTF8.GetBytes("after:" + next));
        if (folders.Count > 0)
            page["prefixes"] = folders;
        if (items.Count > 0)
            page["items"] = items;
        return call.WriteAsync(GcsFieldMask.Apply(page, call.Text("fields")));
    }

    public Task DeleteAsync(GcsDoubleCall call, GcsDoubleBucket bucket)
    {
        call.AllowOnly("generation", "ifGenerationMatch", "ifGenerationNotMatch", "ifMetagenerationMatch");
        if (!bucket.Delete(call.Request.Name, GcsPreconditions.Read(call), clock.GetUtcNow()))
            throw GcsWireError.NoObject(bucket.Name, call.Request.Name);
        call.Context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static GcsDoubleObject Find(GcsDoubleCall call, GcsDoubleBucket bucket)
    {
        call.AllowOnly("generation", "ifGenerationMatch", "ifGenerationNotMatch", "ifMetagenerationMatch", "projection");
        var item = bucket.Find(call.Request.Name);
        if (item is null || (call.Number("generation") is { } wanted && wanted != item.Generation))
            throw GcsWireError.NoObject(bucket.Name, call.Request.Name);
        GcsPreconditions.Read(call).Check(item, reading: true);
        return item;
    }

    private static (int First, int Last) Range(string header, int length, HttpResponse response)
    {
        var match = Form().Match(header);
        int? first = Number(match.Groups["first"].Value);
        int? last = Number(match.Groups["last"].Value);
        if (match.Success && first is null && last > 0)
            (first, last) = (Math.Max(0, length - last.Value), length - 1);
        if (!match.Success || first is not { } begin || begin >= length || last < begin)
        {
            response.Headers.ContentRange = $"bytes */{length}";
            throw new GcsWireError(416, "requestedRangeNotSatisfiable", "Request range not satisfiable");
        }
        return (begin, Math.Min(last ?? (length - 1), length - 1));
    }

    private static bool InRange(string name, string prefix, GcsDoubleCall call) =>
        name.StartsWith(prefix, StringComparison.Ordinal)
        && string.CompareOrdinal(name, call.Text("startOffset") ?? "") >= 0
        && (call.Text("endOffset") is not { } end || string.CompareOrdinal(name, end) < 0);

    private static string Entry(string name, string prefix, string? delimiter)
    {
        if (string.IsNullOrEmpty(delimiter))
            return name;
        int at = name.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal);
        return at < 0 ? name : name[..(at + delimiter.Length)];
    }

    private static string? Token(string? token)
    {
        if (token is null)
            return null;
        Span<byte> bytes = new byte[token.Length];
        return Convert.TryFromBase64String(token, bytes, out int length)
            && Encoding.UTF8.GetString(bytes[..length]) is var text && text.StartsWith("after:", StringComparison.Ordinal)
            ? text["after:".Length..]
            : throw GcsWireError.Invalid("Invalid value for parameter 'pageToken'.");
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    [GeneratedRegex(@"^bytes=(?<first>\d*)-(?<last>\d*)$")]
    private static partial Regex Form();
}
