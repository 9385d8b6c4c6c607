using System.Runtime.CompilerServices;
using K8sRouter.Crds.Reading;
using K8sRouter.Crds.Validation;

namespace K8sRouter.Operator.Sources;

/// <summary>
/// Resources in a folder of manifests, Secrets and Namespaces included, as one would <c>kubectl apply</c> them.
/// </summary>
/// <param name="folder">The folder; searched with everything below it.</param>
/// <param name="interval">Time between two looks.</param>
/// <param name="time">Paces the looks.</param>
internal sealed class DirectorySource(string folder, TimeSpan interval, TimeProvider time) : IResourceSource
{
    /// <summary>
    /// How long the files must hold still before they are read: whoever saves several, or a large one, isn't cut in half.
    /// </summary>
    private static readonly TimeSpan SettleTime = TimeSpan.FromMilliseconds(50);

    private TimeSpan Settle => interval < SettleTime ? interval : SettleTime;

    public ResourceUpdate Read() => TryList(out var listing, out var problem) ? Read(listing) : Failure(problem);

    public async IAsyncEnumerable<ResourceUpdate> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        DirectoryListing? seen = null;
        string? failure = null;
        var hadFiles = false;
        while (true)
        {
            var isListed = TryList(out var listing, out var problem);
            // Nobody deletes the last file to be rid of all: a volume that isn't mounted any more looks like this.
            if (isListed && hadFiles && !listing.Files.Any())
                (isListed, problem) = (false, $"the folder {folder} holds no resource any more: is it still mounted?");
            if (!isListed)
            {
                if (problem != failure)
                    yield return Failure(problem);
                failure = problem;
                seen = null;
            }
            else if (!listing.Equals(seen))
            {
                await Task.Delay(Settle, time, cancellationToken);
                if (Still(listing))
                {
                    var update = Read(listing);
                    // Files that changed while they were read may not belong together.
                    if (Still(listing))
                    {
                        failure = null;
                        seen = listing;
                        hadFiles |= listing.Files.Any();
                        yield return update;
                    }
                }
                continue;
            }
            await Task.Delay(interval, time, cancellationToken);
        }
    }

    private static ResourceUpdate Failure(string problem) => new(null, [Problem(null, problem)]);

    private static FieldProblem Problem(string? file, string message) =>
        new() { Resource = "", Path = "", Reason = ProblemReason.Malformed, Message = message, File = file };

    private bool Still(DirectoryListing listing) => TryList(out var again, out _) && again.Equals(listing);

    private bool TryList(out DirectoryListing listing, out string problem)
    {
        listing = null!;
        problem = "";
        try
        {
            listing = DirectoryListing.Of(folder);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            problem = $"the folder {folder} doesn't exist";
        }
        catch (UnauthorizedAccessException)
        {
            problem = $"the folder {folder}, or one below it, may not be read by this user";
        }
        catch (IOException)
        {
            problem = $"the folder {folder} can't be read";
        }
        return false;
    }

    private ResourceUpdate Read(DirectoryListing listing)
    {
        var problems = new List<FieldProblem>();
        var resources = new List<LoadedResource>();
        foreach (var file in listing.Files)
        {
            // As the person who named the folder would write it, so that an editor can open it from the problem's line.
            var path = Path.Combine(folder, file);
            if (ReadText(path) is not { } text)
            {
                problems.Add(Problem(path, "can't be read"));
                continue;
            }
            var result = ResourceReader.Read(path, text);
            problems.AddRange(result.Problems);
            resources.AddRange(result.Resources);
        }
        problems.AddRange(resources.SelectMany(ResourceValidator.Validate));
        problems.AddRange(ResourceSets.Duplicates(resources));
        var refused = problems.Any(problem => problem.Severity == ProblemSeverity.Error);
        return new ResourceUpdate(refused ? null : ResourceSets.Of(resources), problems);
    }

    private static string? ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
