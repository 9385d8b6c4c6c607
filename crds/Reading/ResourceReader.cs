using System.Text.Json;
using System.Text.Json.Nodes;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.Schema;
using K8sRouter.Crds.Validation;
using YamlDotNet.Core;

namespace K8sRouter.Crds.Reading;

/// <summary>
/// Reads manifests as <c>kubectl apply</c> would: several documents a file, JSON as the YAML that it is, lists expanded.
/// Knows our kinds, Secret and Namespace; documents of other groups are left aside with a notice.
/// </summary>
public sealed class ResourceReader
{
    private readonly string _fileName;
    private readonly List<LoadedResource> _resources = [];
    private readonly List<FieldProblem> _problems = [];

    private ResourceReader(string fileName) => _fileName = fileName;

    /// <summary>
    /// Reads a file. Never throws for what the text holds: faults are problems, and what stands before one is kept.
    /// </summary>
    /// <param name="fileName">Name to use in problems.</param>
    /// <param name="text">The file's text.</param>
    public static ReadResult Read(string fileName, string text)
    {
        var reader = new ResourceReader(fileName);
        try
        {
            foreach (var document in new YamlFile(text).Documents())
                reader.AddDocument(document);
        }
        catch (YamlException fault)
        {
            reader.Report("", "", ProblemReason.Malformed, $"malformed YAML: {Sentence(fault)}", (int)fault.Start.Line);
        }
        return new ReadResult { Resources = reader._resources, Problems = reader._problems };
    }

    private void AddDocument(YamlValue document)
    {
        if (document is YamlMap map)
            AddResource(map);
        else
            Report("", "", ProblemReason.Malformed, "must be a resource with apiVersion, kind and metadata", document.Line);
    }

    private void AddResource(YamlMap map)
    {
        var lines = new SourceLines();
        var conversion = new YamlToJson(lines);
        var raw = (JsonObject)conversion.Convert(map, FieldPath.Root)!;
        var root = new Field(raw, FieldPath.Root);
        var (apiVersion, kind) = (root["apiVersion"].Text, root["kind"].Text);
        if (string.IsNullOrEmpty(apiVersion) || string.IsNullOrEmpty(kind))
        {
            Report("", "", ProblemReason.Required, "a resource needs apiVersion and kind", map.Line);
            return;
        }
        if (kind.EndsWith("List", StringComparison.Ordinal) && Entry(map, "items") is YamlList items && IsKnownGroup(apiVersion))
        {
            foreach (var item in items.Items)
                AddDocument(item);
            return;
        }
        if (Known(apiVersion, kind, map.Line) is { } type)
            AddKnown(type, raw, lines, conversion, map.Line);
    }

    private ResourceType? Known(string apiVersion, string kind, int line)
    {
        var type = ResourceTypes.Find(kind);
        if (type?.Entity.GroupVersion == apiVersion)
            return type;
        if (apiVersion.Split('/')[0] != KubernetesGroup.Name)
        {
            Report(kind, "", ProblemReason.Ignored,
                $"ignored: {apiVersion} {kind} is none of our kinds", line, ProblemSeverity.Notice);
            return null;
        }
        var kinds = ResourceTypes.Custom.Select(custom => custom.Entity.Kind).ToList();
        if (kinds.Contains(kind))
        {
            Report(kind, "apiVersion", ProblemReason.NotSupported,
                $"Unsupported value: \"{apiVersion}\": supported values: \"{type!.Entity.GroupVersion}\"", line);
            return null;
        }
        var hint = Suggestions.Nearest(kind, kinds) is { } nearest ? $" (did you mean \"{nearest}\"?)" : "";
        Report("", "kind", ProblemReason.NotSupported,
            $"Unsupported value: \"{kind}\"{hint}: supported values: \"{string.Join("\", \"", kinds)}\"", line);
        return null;
    }

    private void AddKnown(ResourceType type, JsonObject raw, SourceLines lines, YamlToJson conversion, int line)
    {
        var metadata = new Field(raw, FieldPath.Root)["metadata"];
        string? ns = null;
        if (type.Entity.Namespaced)
        {
            ns = metadata["namespace"].Text ?? "default";
            // As the API server would, so that nobody downstream has to know the rule.
            if (metadata.Node is JsonObject fields && !metadata["namespace"].IsPresent)
                fields["namespace"] = ns;
        }
        var resource = new LoadedResource
        {
            Kind = type.Entity.Kind,
            Namespace = ns,
            Name = metadata["name"].Text ?? "",
            File = _fileName,
            Line = line,
            Resource = conversion.Duplicates.Count == 0 ? TypedResources.TryCreate(type, raw) : null,
            RefusedByReader = conversion.Duplicates.Count > 0,
            Raw = raw,
            Lines = lines,
        };
        foreach (var (path, first, second) in conversion.Duplicates)
        {
            Report(resource.ToString(), path.Display, ProblemReason.Duplicate,
                $"Duplicate value: the key stands on line {first} already", second);
        }
        _resources.Add(resource);
    }

    private static bool IsKnownGroup(string apiVersion) => apiVersion == "v1" || apiVersion.Split('/')[0] == KubernetesGroup.Name;

    private static YamlValue? Entry(YamlMap map, string key) => map.Entries.FirstOrDefault(entry => entry.Key == key).Value;

    /// <summary>The parser's own words, without its repetition of the position, as half a sentence.</summary>
    private static string Sentence(YamlException fault)
    {
        var message = fault.Message;
        var end = message.StartsWith('(') ? message.IndexOf("): ", StringComparison.Ordinal) : -1;
        var words = end < 0 ? message : message[(end + 3)..];
        return char.ToLowerInvariant(words[0]) + words[1..].TrimEnd('.');
    }

    private void Report(
        string resource,
        string path,
        ProblemReason reason,
        string message,
        int line,
        ProblemSeverity severity = ProblemSeverity.Error) =>
        _problems.Add(new FieldProblem
        {
            Resource = resource,
            Path = path,
            Reason = reason,
            Message = message,
            Severity = severity,
            File = _fileName,
            Line = line,
        });
}
