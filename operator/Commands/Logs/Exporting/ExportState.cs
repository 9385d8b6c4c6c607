using System.Text.Json;
using K8sRouter.Core.Storage.Reading;

namespace K8sRouter.Operator.Commands.Logs.Exporting;

/// <summary>How far an export into a file is. It stands beside the file as long as the export isn't complete.</summary>
internal sealed record ExportState
{
    /// <summary>Where it is exported from.</summary>
    public required string Store { get; init; }

    /// <summary>The filter as it was written.</summary>
    public required string Filter { get; init; }

    /// <summary>Whether content goes into the lines.</summary>
    public required bool WithContent { get; init; }

    /// <summary>When it was begun: durations in the filter count back from there.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>The row that was written last; null: none.</summary>
    public StorePosition? Position { get; init; }

    /// <summary>Bytes of the file that hold whole lines.</summary>
    public long Length { get; init; }

    /// <summary>Lines in them.</summary>
    public long Lines { get; init; }

    /// <summary>Where the state of an export is.</summary>
    public static string PathOf(string file) => file + ".resume";

    /// <summary>The state beside a file.</summary>
    /// <exception cref="CommandException">It can't be read.</exception>
    public static ExportState Load(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<ExportState>(File.ReadAllBytes(PathOf(file))) ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw CommandException.Problem($"{PathOf(file)} is damaged: remove it and {file}, and begin anew without --resume.");
        }
    }

    /// <summary>Writes the state beside a file, whole or not at all.</summary>
    public void Save(string file)
    {
        var temporary = PathOf(file) + ".new";
        File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(this));
        File.Move(temporary, PathOf(file), overwrite: true);
    }
}
