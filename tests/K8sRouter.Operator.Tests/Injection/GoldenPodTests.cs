using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using K8sRouter.Operator.Injection;

namespace K8sRouter.Operator.Tests.Injection;

/// <summary>
/// Each folder of Pods holds a pod, what becomes of it with a native sidecar and with a classic one; <c>UPDATE_GOLDEN=1</c> writes
/// these anew, for a review of the diff.
/// </summary>
public sealed class GoldenPodTests
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var folder in Directory.EnumerateDirectories(Folder()).Order())
            {
                cases.Add(Path.GetFileName(folder), SidecarModes.Native);
                cases.Add(Path.GetFileName(folder), SidecarModes.Classic);
            }
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_pod_becomes_what_it_became_before(string name, string mode)
    {
        var pod = Pods.Of(File.ReadAllText(Path.Combine(Folder(), name, "pod.yaml")));
        var file = Path.Combine(Folder(), name, $"{mode}.json");

        var decision = Pods.Inject(pod, mode);
        var result = new JsonObject
        {
            ["verdict"] = decision.Verdict.ToString(),
            ["reason"] = decision.Reason,
            ["sentence"] = decision.Sentence,
            ["warnings"] = new JsonArray([.. decision.Warnings.Select(warning => (JsonNode)$"{warning.Path}: {warning.Message}")]),
        };
        if (decision.Operations.Count > 0)
            result["pod"] = JsonPatch.Apply(pod, decision.Operations);
        var text = result.ToJsonString(Readable) + "\n";

        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
            File.WriteAllText(file, text);
        Assert.Equal(File.ReadAllText(file), text);
    }

    private static string Folder([CallerFilePath] string source = "") => Path.Combine(Path.GetDirectoryName(source)!, "Pods");
}
