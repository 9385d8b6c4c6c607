using Microsoft.AspNetCore.Http;

namespace K8sRouter.Testing.GoogleCloudStorage;

/// <summary>What a path asks for. Names are one segment each: a slash within must come encoded.</summary>
internal readonly record struct GcsRoute(GcsRequestKind Kind, string Bucket, string Name)
{
    private static readonly GcsRoute None = new(GcsRequestKind.Unknown, "", "");

    public static GcsRoute Read(string method, string target, IQueryCollection query)
    {
        string path = target.Split('?', 2)[0];
        if ((method, path) is ("POST", "/token" or "/v1/token") or ("GET", "/computeMetadata/v1/instance/service-accounts/default/token"))
            return new(GcsRequestKind.Token, "", "");
        if (method == "POST" && path == GcsTokens.ImpersonationPath)
            return new(GcsRequestKind.Impersonation, "", "");
        var parts = path.Split('/')[1..].Select(Uri.UnescapeDataString).ToArray();
        string host = parts[0] is "upload" or "download" ? parts[0] : "";
        var rest = host.Length > 0 ? parts[1..] : parts;
        if (rest.Length < 4 || (rest[0], rest[1], rest[2]) != ("storage", "v1", "b") || rest[3].Length == 0)
            return None;
        string bucket = rest[3];
        string collection = rest.Length > 4 ? rest[4] : "";
        string name = rest.Length > 5 ? rest[5] : "";
        return (host, method, rest.Length, collection) switch
        {
            ("upload", "POST", 5, "o") => new(Upload(query), bucket, query["name"].ToString()),
            ("upload", "PUT", 5, "o") when query.ContainsKey("upload_id") =>
                new(GcsRequestKind.ResumableChunk, bucket, query["name"].ToString()),
            ("", "GET", 5, "o") => new(GcsRequestKind.List, bucket, ""),
            ("download", "GET", 6, "o") when query["alt"] == "media" => new(GcsRequestKind.Media, bucket, name),
            ("", "GET", 6, "o") => new(query["alt"] == "media" ? GcsRequestKind.Media : GcsRequestKind.Stat, bucket, name),
            ("", "DELETE", 6, "o") => new(GcsRequestKind.Delete, bucket, name),
            ("", "GET", 4, _) => new(GcsRequestKind.BucketGet, bucket, ""),
            ("", "PATCH", 4, _) => new(GcsRequestKind.BucketPatch, bucket, ""),
            ("", "GET", 5, "iam") => new(GcsRequestKind.BucketIam, bucket, ""),
            _ => None,
        };
    }

    private static GcsRequestKind Upload(IQueryCollection query) => query["uploadType"].ToString() switch
    {
        "multipart" => GcsRequestKind.MultipartInsert,
        "resumable" => GcsRequestKind.ResumableStart,
        _ => GcsRequestKind.Unknown,
    };
}
