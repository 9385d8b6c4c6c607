using System.Security.Cryptography;

namespace K8sRouter.Core.Generations;

/// <summary>
/// Makes and reads ids: <c>gen-&lt;unix seconds&gt;-&lt;20 base62 characters&gt;</c>, the first six naming the sidecar.
/// </summary>
public static class GenerationIds
{
    /// <summary>Characters that name the sidecar.</summary>
    public const int SidecarLength = 6;

    private const int RandomLength = 20;
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>A new name for a sidecar, to be kept in its journal folder.</summary>
    public static string NewSidecar() => RandomNumberGenerator.GetString(Base62, SidecarLength);

    /// <summary>A new generation's id.</summary>
    public static string NewGeneration(string sidecar, DateTimeOffset now) => New("gen-", sidecar, now);

    /// <summary>A new request's id.</summary>
    public static string NewRequest(string sidecar, DateTimeOffset now) => New("req-", sidecar, now);

    /// <summary>A new event's id, where it is about no generation's end.</summary>
    public static string NewEvent(string sidecar, DateTimeOffset now) => New("evt-", sidecar, now);

    /// <summary>The second and the sidecar that an id names; false where it isn't a generation's id.</summary>
    public static bool TryParse(string? id, out DateTimeOffset second, out string sidecar)
    {
        second = default;
        sidecar = "";
        if (id is null || !id.StartsWith("gen-", StringComparison.Ordinal))
            return false;
        int dash = id.IndexOf('-', 4);
        if (dash < 0 || id.Length - dash - 1 != RandomLength)
            return false;
        // 253402300799 is the last second that DateTimeOffset holds.
        if (!long.TryParse(id.AsSpan(4, dash - 4), out long seconds) || seconds is < 0 or > 253_402_300_799)
            return false;
        var random = id.AsSpan(dash + 1);
        foreach (char c in random)
        {
            if (!char.IsAsciiLetterOrDigit(c))
                return false;
        }
        second = DateTimeOffset.FromUnixTimeSeconds(seconds);
        sidecar = random[..SidecarLength].ToString();
        return true;
    }

    private static string New(string prefix, string sidecar, DateTimeOffset now)
    {
        Span<char> random = stackalloc char[RandomLength - SidecarLength];
        // An id names a generation and opens nothing: a workspace's own callers may read it anyway.
        Random.Shared.GetItems<char>(Base62, random);
        return $"{prefix}{now.ToUnixTimeSeconds()}-{sidecar}{random}";
    }
}
