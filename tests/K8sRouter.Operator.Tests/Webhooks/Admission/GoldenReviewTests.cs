using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace K8sRouter.Operator.Tests.Webhooks.Admission;

/// <summary>
/// Each folder of Reviews holds a request and what is answered; <c>UPDATE_GOLDEN=1</c> writes the answers anew, for a review of the
/// diff.
/// </summary>
public sealed class GoldenReviewTests
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string> Cases => [.. Directory.EnumerateDirectories(Folder()).Select(folder => Path.GetFileName(folder)).Order()];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_request_is_answered_as_before(string name)
    {
        var request = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder(), name, "request.json")))!;
        var file = Path.Combine(Folder(), name, "response.json");

        var answer = Review.Answer(request).ToJsonString(Readable) + "\n";

        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
            File.WriteAllText(file, answer);
        Assert.Equal(File.ReadAllText(file), answer);
    }

    private static string Folder([CallerFilePath] string source = "") => Path.Combine(Path.GetDirectoryName(source)!, "Reviews");
}
